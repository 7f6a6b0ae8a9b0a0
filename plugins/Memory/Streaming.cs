using System.Diagnostics;
using System.Globalization;

namespace Threadmill.Plugins.Memory;

/// <summary>Memory bandwidth by the rules of STREAM (McCalpin 1995): one pass over arrays far larger than the caches per call.</summary>
/// <remarks>
/// Bytes are counted as STREAM counts them: what the loop reads and writes, not what the hardware reads before it can write.
/// Each thread touches its share first. Metrics: <c>bytes</c>, and <c>bytes/s</c> of each pass, whose max is what STREAM prints.
/// </remarks>
[Workload("mem.stream")]
public sealed class Streaming : IDisposable
{
    private const int CachesPerArray = 4;
    private readonly WorkloadThread me;
    private readonly StreamKernel kernel;
    private readonly StreamArrays arrays;
    private readonly long stretch;
    private readonly long passBytes;
    private long passes;

    /// <param name="kernel"><c>copy</c>, <c>scale</c>, <c>add</c> or <c>triad</c>.</param>
    /// <param name="size">Bytes of each of the three arrays, shared out evenly among the group's threads; 0: four times the last-level caches, STREAM's least.</param>
    public Streaming(WorkloadThread me, StreamKernel kernel = StreamKernel.Triad, long size = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        this.me = me;
        this.kernel = kernel;
        long bytes = size == 0 ? CachesPerArray * LastLevelCache.TotalBytes : size;
        Length = Math.Max(1, bytes / sizeof(double) / me.GroupSize);
        stretch = StretchOf(Length, LastLevelCache.TotalBytes / sizeof(double));
        passBytes = Length * sizeof(double) * (kernel is StreamKernel.Copy or StreamKernel.Scale ? 2 : 3);
        arrays = new StreamArrays(Length, me.StopToken);
    }

    /// <summary>Elements of this thread's share of an array.</summary>
    internal long Length { get; }

    /// <summary>The array that the loop writes.</summary>
    internal nint Written => arrays.Result(kernel).Array;

    /// <returns>Bytes read and written.</returns>
    [Operation]
    public long Pass()
    {
        long began = Stopwatch.GetTimestamp();
        for (long from = 0; from < Length; from += stretch)
        {
            me.StopToken.ThrowIfCancellationRequested();
            arrays.Run(kernel, from, Math.Min(stretch, Length - from));
        }
        long ticks = Math.Max(1, Stopwatch.GetTimestamp() - began);
        passes++;
        me.Report("bytes", passBytes);
        me.Report("bytes/s", passBytes * (double)Stopwatch.Frequency / ticks);
        return passBytes;
    }

    /// <summary>After a whole pass every element of the array that is written holds what it must.</summary>
    [Check]
    public unsafe void EveryElementIsRight()
    {
        if (passes == 0)
            return;
        var (array, expected) = arrays.Result(kernel);
        int wrong = 0;
        for (long i = 0; i < Length; i++)
        {
            if (((double*)array)[i] != expected)
                wrong++;
        }
        if (wrong > 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{wrong} of {Length} elements are not {expected}"));
    }

    public void Dispose() => arrays.Dispose();

    /// <summary>
    /// The elements between two looks at the stop: equal parts, none smaller than the caches. A C library copies past the caches
    /// only what does not fit into them (glibc: three quarters of them): measured 24 GB/s, and 14 GB/s in parts of 8 MiB.
    /// </summary>
    internal static long StretchOf(long length, long cached)
    {
        long parts = Math.Max(1, length / cached);
        return (length + parts - 1) / parts;
    }
}
