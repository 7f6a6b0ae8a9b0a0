using System.Runtime.InteropServices;

namespace Threadmill.Plugins.Fault;

/// <summary>Ways to use up memory.</summary>
public static unsafe class Floods
{
    private const int Megabyte = 1 << 20;

    /// <summary>Allocates and keeps big arrays until there is no more memory.</summary>
    /// <param name="limit">Stop after so many MiB.</param>
    [Workload("fault.big-arrays")]
    public static int BigArrays(int limit = int.MaxValue)
    {
        var kept = new List<byte[]>();
        while (kept.Count < limit)
        {
            var array = GC.AllocateUninitializedArray<byte>(Megabyte);
            Touch(array);
            kept.Add(array);
        }
        return kept.Count;
    }

    /// <summary>Allocates and keeps small objects until there is no more memory.</summary>
    /// <param name="limit">Stop after so many million objects.</param>
    [Workload("fault.small-objects")]
    public static long SmallObjects(int limit = int.MaxValue)
    {
        Link? last = null;
        long made = 0;
        for (; made < limit * 1_000_000L; made++)
            last = new Link(last);
        GC.KeepAlive(last);
        return made;
    }

    /// <summary>Allocates and keeps native memory until there is no more.</summary>
    /// <param name="limit">Stop after so many MiB.</param>
    [Workload("fault.native-memory")]
    public static int NativeMemoryFlood(int limit = int.MaxValue)
    {
        var taken = 0;
        for (; taken < limit; taken++)
            Touch(new Span<byte>(NativeMemory.Alloc(Megabyte), Megabyte));
        return taken;
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
