namespace Threadmill.Plugins.Memory;

/// <summary>Every thread's block, touched first by its own thread and kept until all have ended.</summary>
public sealed class Plots : IDisposable
{
    private const long ElementsBetweenLooks = 1 << 20;
    private readonly Lock gate = new();
    private readonly SortedList<int, NativeBlock> blocks = [];

    internal unsafe void Settle(int thread, long bytes, CancellationToken stop)
    {
        var block = new NativeBlock(bytes);
        for (long i = 0; i < bytes / sizeof(long); i++)
        {
            if (i % ElementsBetweenLooks == 0)
                stop.ThrowIfCancellationRequested();
            block.As<long>()[i] = i;
        }
        lock (gate)
            blocks.Add(thread, block);
    }

    /// <summary>The block of the thread that comes so many after this one, round the group; to be asked from the first operation on.</summary>
    internal NativeBlock Neighbour(int thread, int distance) =>
        blocks.Values[(int)((blocks.IndexOfKey(thread) + (long)distance) % blocks.Count)];

    public void Dispose()
    {
        foreach (var block in blocks.Values)
            block.Dispose();
    }
}
