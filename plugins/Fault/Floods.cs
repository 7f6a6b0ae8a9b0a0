using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Threadmill.Plugins.Fault;

/// <summary>Ways to use up memory.</summary>
public static unsafe class Floods
{
    private const int Megabyte = 1 << 20;
    private static readonly ConcurrentStack<byte[]> Leaked = new();
    private static long leakedBytes;

    /// <summary>Allocates and keeps big arrays until there is no more memory: set --max-memory, or the machine's memory is the limit.</summary>
    /// <param name="limit">Stop after so many MiB.</param>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.big-arrays")]
    public static int BigArrays(int limit = int.MaxValue, TimeSpan? after = null)
    {
        Pause.Before(after);
        var kept = new List<byte[]>();
        while (kept.Count < limit)
        {
            var array = GC.AllocateUninitializedArray<byte>(Megabyte);
            Touch(array);
            kept.Add(array);
        }
        return kept.Count;
    }

    /// <summary>Allocates and keeps small objects until there is no more memory: set --max-memory, or the machine's memory is the limit.</summary>
    /// <param name="limit">Stop after so many million objects.</param>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.small-objects")]
    public static long SmallObjects(int limit = int.MaxValue, TimeSpan? after = null)
    {
        Pause.Before(after);
        Link? last = null;
        long made = 0;
        for (; made < limit * 1_000_000L; made++)
            last = new Link(last);
        GC.KeepAlive(last);
        return made;
    }

    /// <summary>Allocates and keeps native memory until there is no more: set --max-memory, or the machine's memory is the limit.</summary>
    /// <param name="limit">Stop after so many MiB.</param>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.native-memory")]
    public static int NativeMemoryFlood(int limit = int.MaxValue, TimeSpan? after = null)
    {
        Pause.Before(after);
        var taken = 0;
        for (; taken < limit; taken++)
            Touch(new Span<byte>(NativeMemory.Alloc(Megabyte), Megabyte));
        return taken;
    }

    /// <summary>Keeps some memory with every call and never gives it back: run it in a loop and watch.</summary>
    /// <param name="kilobytes">How many KiB a call keeps, 1 to 1,048,576.</param>
    /// <returns>How many bytes are kept by now, by all threads.</returns>
    [Workload("fault.leak")]
    public static long Leak(int kilobytes = 64)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(kilobytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(kilobytes, 1 << 20);
        var array = GC.AllocateUninitializedArray<byte>((int)Math.Min(kilobytes * 1024L, Array.MaxLength));
        Touch(array);
        Leaked.Push(array);
        return Interlocked.Add(ref leakedBytes, array.Length);
    }

    /// <summary>Untouched pages are not memory yet.</summary>
    private static void Touch(Span<byte> memory)
    {
        for (var i = 0; i < memory.Length; i += 4096)
            memory[i] = 1;
    }

    private sealed class Link(Link? before)
    {
        public Link? Before { get; } = before;
    }
}
