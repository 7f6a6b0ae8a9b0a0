using System.Diagnostics;
using System.Globalization;
using System.Numerics;

namespace Threadmill.Plugins.Memory;

/// <summary>
/// Reads a block that another thread touched first. The system puts a page on the node of the CPU that touches it first, so
/// with threads pinned to different nodes this is the bandwidth from one node to the other.
/// </summary>
/// <remarks>Metrics: <c>bytes</c>, and <c>bytes/s</c> of each call.</remarks>
[Workload("mem.numa-touch")]
public sealed unsafe class NumaTouch
{
    private const long ElementsBetweenLooks = 1 << 20;
    private const long DefaultBytes = 64 << 20;
    private const long DefaultBytesOfAll = 1 << 30;
    private readonly Plots plots;
    private readonly WorkloadThread me;
    private readonly int distance;
    private readonly long length;
    private NativeBlock? block;

    /// <param name="distance">Whose block is read: that of the thread so many places on, round the group; 0 is the thread's own.</param>
    /// <param name="size">Bytes of each thread's block, at least 8; larger than the caches, or the first call alone reaches memory; 0: 64 MiB, but no more than 1 GiB for all threads of the group.</param>
    public NumaTouch([Shared] Plots plots, WorkloadThread me, int distance = 1, long size = 0)
    {
        if (size == 0)
            size = Math.Min(DefaultBytes, DefaultBytesOfAll / me.GroupSize);
        ArgumentOutOfRangeException.ThrowIfNegative(distance);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, sizeof(long));
        this.plots = plots;
        this.me = me;
        this.distance = distance;
        length = size / sizeof(long);
        plots.Settle(me.Index, length * sizeof(long), me.StopToken);
    }

    /// <summary>Bytes of this thread's block.</summary>
    internal long Bytes => length * sizeof(long);

    /// <returns>The sum of all that was read.</returns>
    [Operation]
    public long Read()
    {
        block ??= plots.Neighbour(me.Index, distance);
        long began = Stopwatch.GetTimestamp();
        long sum = 0;
        for (long from = 0; from < length; from += ElementsBetweenLooks)
        {
            me.StopToken.ThrowIfCancellationRequested();
            sum += Sum(block.As<long>() + from, Math.Min(ElementsBetweenLooks, length - from));
        }
        long ticks = Math.Max(1, Stopwatch.GetTimestamp() - began);
        if (sum != length * (length - 1) / 2)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"the block sums up to {sum}, not to {length * (length - 1) / 2}"));
        me.Report("bytes", block.Bytes);
        me.Report("bytes/s", block.Bytes * (double)Stopwatch.Frequency / ticks);
        return sum;
    }

    private static long Sum(long* items, long count)
    {
        var (first, second) = (Vector<long>.Zero, Vector<long>.Zero);
        int width = Vector<long>.Count;
        long i = 0;
        for (; i <= count - (2 * width); i += 2 * width)
        {
            first += Vector.Load(items + i);
            second += Vector.Load(items + i + width);
        }
        long sum = Vector.Sum(first + second);
        for (; i < count; i++)
            sum += items[i];
        return sum;
    }
}
