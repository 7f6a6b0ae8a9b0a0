using System.Runtime.CompilerServices;

namespace Threadmill.Plugins.Memory;

/// <summary>Allocates arrays, and lets the last so many live: pressure on the garbage collector, by size and by lifetime.</summary>
/// <remarks>
/// With <c>keep=0</c> everything dies young; kept ones survive collections and are copied; 85,000 bytes and more go to the large
/// object heap. Every collection stops all threads and wakes them one by one, so that where they are many times the CPUs only a few
/// get to allocate before the next (measured: a call took up to 9.5 s among 256 threads on 2 CPUs).
/// Metric: <c>bytes</c>, allocated by each call, headers included.
/// </remarks>
[Workload("mem.alloc")]
public sealed class Allocation
{
    private readonly WorkloadThread me;
    private readonly byte[]?[] kept;
    private readonly int size;
    private int next;

    /// <param name="size">Bytes of each array, 0 or more.</param>
    /// <param name="keep">Arrays that each thread keeps alive, the oldest replaced first; 0 or more.</param>
    public Allocation(WorkloadThread me, int size = 1024, int keep = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        this.me = me;
        this.size = size;
        kept = new byte[keep][];
    }

    /// <summary>The youngest of the kept arrays.</summary>
    internal byte[]? Newest => kept.Length == 0 ? null : kept[(next + kept.Length - 1) % kept.Length];

    /// <summary>How many arrays are alive through this thread.</summary>
    internal int Kept => kept.Count(array => array is not null);

    /// <returns>Bytes that were asked for.</returns>
    [Operation]
    public int Allocate()
    {
        var array = New(size);
        if (kept.Length > 0)
        {
            kept[next] = array;
            next = next + 1 == kept.Length ? 0 : next + 1;
        }
        me.Report("bytes", size + ArrayHeaderBytes);
        return size;
    }

    /// <summary>Not inlined: an array that nobody keeps would else live on the stack.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] New(int size) => new byte[size];

    /// <summary>Object header, type and length.</summary>
    private static int ArrayHeaderBytes => 3 * nint.Size;
}
