using System.Diagnostics;
using System.Globalization;

namespace Threadmill.Plugins.Memory;

/// <summary>
/// Memory latency: follows pointers through a block in an order that no prefetcher can guess, each load waiting for the one
/// before. By size of the block it shows the cache levels as steps.
/// </summary>
/// <remarks>The order is one random cycle through all lines (Sattolo 1986). Metric: <c>ns/hop</c> of each call. Large blocks miss the TLB too, as any program would.</remarks>
[Workload("mem.chase")]
public sealed unsafe class Chase : IDisposable
{
    private const long HopsOfCheck = 1 << 20;
    private const long DefaultBytes = 64 << 20;
    private const long DefaultBytesOfAll = 1 << 30;
    private readonly WorkloadThread me;
    private readonly NativeBlock block;
    private readonly int hops;
    private readonly int stride;
    private readonly long lines;
    private void** at;

    /// <param name="size">Bytes of each thread's block, at least two strides: 16 KiB lie in the first level of the caches; 0: 64 MiB, outside most caches, but no more than 1 GiB for all threads of the group.</param>
    /// <param name="hops">Loads per call, at least 1.</param>
    /// <param name="stride">Bytes between two places that are visited, at least 8 and a multiple of 8; a cache line by default.</param>
    public Chase(WorkloadThread me, long size = 0, int hops = 10_000, int stride = 64)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hops, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, sizeof(void*));
        if (stride % sizeof(void*) != 0)
            throw new ArgumentOutOfRangeException(nameof(stride), stride, "must be a multiple of 8");
        if (size == 0)
            size = Math.Max(2L * stride, Math.Min(DefaultBytes, DefaultBytesOfAll / me.GroupSize));
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 2L * stride);
        this.me = me;
        this.hops = hops;
        this.stride = stride;
        lines = size / stride;
        block = new NativeBlock(lines * stride);
        Link();
        at = Line(0);
    }

    /// <returns>Where it arrived, so that no load can be left out.</returns>
    [Operation]
    public nint Hop()
    {
        long began = Stopwatch.GetTimestamp();
        void** here = at;
        for (int i = 0; i < hops; i++)
            here = (void**)*here;
        at = here;
        long ticks = Stopwatch.GetTimestamp() - began;
        me.Report("ns/hop", ticks * (1e9 / Stopwatch.Frequency) / hops);
        return (nint)here;
    }

    /// <summary>
    /// The chain visits every line once before it comes back: a short cycle would lie in a smaller cache. A million hops are shared
    /// out among the group's threads, so that the end of a run is not waited for; larger blocks are followed so far only.
    /// </summary>
    [Check]
    public void TheCycleIsWhole()
    {
        long wanted = Math.Min(lines, HopsOfCheck / me.GroupSize);
        long visited = 0;
        void** here = Line(0);
        do
        {
            here = (void**)*here;
            visited++;
        }
        while (here != Line(0) && visited < wanted);
        if (visited < wanted || (wanted == lines && here != Line(0)))
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"the chain comes back after {visited} of {lines} lines"));
    }

    public void Dispose() => block.Dispose();

    private void** Line(long index) => (void**)(block.As<byte>() + (index * stride));

    private void Link()
    {
        for (long i = 0; i < lines; i++)
        {
            LookNowAndThen(i);
            *Line(i) = Line(i);
        }
        for (long i = lines - 1; i > 0; i--)
        {
            LookNowAndThen(i);
            long other = me.Random.NextInt64(i);
            void* swapped = *Line(i);
            *Line(i) = *Line(other);
            *Line(other) = swapped;
        }
    }

    private void LookNowAndThen(long line)
    {
        if ((line & 0xFFFF) == 0)
            me.StopToken.ThrowIfCancellationRequested();
    }
}
