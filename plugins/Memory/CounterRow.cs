using System.Globalization;

namespace Threadmill.Plugins.Memory;

/// <summary>One counter for each thread of a group, all in a row.</summary>
/// <param name="padded">Give each counter two cache lines of its own.</param>
public sealed unsafe class CounterRow(bool padded = false) : IDisposable
{
    private const int Apart = 128 / sizeof(long);
    private readonly Lock gate = new();
    private readonly List<FalseSharing> threads = [];
    private NativeBlock? block;

    internal int Distance => padded ? Apart : 1;

    /// <returns>The thread's own counter; it stays where it is until the row is disposed.</returns>
    internal long* Join(FalseSharing thread, int groupSize)
    {
        lock (gate)
        {
            if (block is null)
            {
                block = new NativeBlock((long)(groupSize + 1) * Distance * sizeof(long));
                new Span<byte>(block.As<byte>(), (int)block.Bytes).Clear();
            }
            threads.Add(thread);
            return block.As<long>() + ((threads.Count - 1) * Distance);
        }
    }

    /// <summary>Every counter holds what its thread added: sharing a line costs time, never a count.</summary>
    [Check]
    public void NothingIsLost()
    {
        for (int i = 0; i < threads.Count; i++)
        {
            long found = block!.As<long>()[i * Distance]; // there is a block as soon as there is a thread
            if (found != threads[i].Added)
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"counter {i} is {found} after {threads[i].Added} increments"));
        }
    }

    public void Dispose() => block?.Dispose();
}
