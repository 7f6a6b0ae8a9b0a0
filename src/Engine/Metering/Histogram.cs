using System.Numerics;
using System.Runtime.CompilerServices;

namespace Threadmill.Engine.Metering;

/// <summary>
/// A log-linear histogram in plain memory, three significant digits from 1 ns to over an hour. Its cells are numbered as
/// HdrHistogram's <c>LongHistogram(1, 3_600_000_000_000, 3)</c> numbers them, so that writing one out is a copy. Recording
/// is one shift, one addition and one plain store: a single writer, any number of readers.
/// </summary>
public static unsafe class Histogram
{
    /// <summary>Values above are recorded as this.</summary>
    public const long Highest = 3_600_000_000_000;

    private const int SubBucketBits = 11;
    private const int SubBuckets = 1 << SubBucketBits;
    private const int HalfBits = SubBucketBits - 1;

    /// <summary>How many cells there are: index of the highest value, plus one.</summary>
    public static readonly int Cells = IndexOf(Highest) + 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Record(long* cells, long ns)
    {
        if ((ulong)ns > Highest)
            ns = ns < 0 ? 0 : Highest;
        cells[IndexOf(ns)]++;
    }

    /// <summary>Without a look at the range: all values of 32 bits lie in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void RecordShort(long* cells, uint ns)
    {
        var bucket = 32 - BitOperations.LeadingZeroCount(ns | (SubBuckets - 1)) - SubBucketBits;
        cells[((uint)bucket << HalfBits) + (ns >> bucket)]++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int IndexOf(long ns)
    {
        var bucket = 64 - BitOperations.LeadingZeroCount((ulong)ns | (SubBuckets - 1)) - SubBucketBits;
        return (bucket << HalfBits) + (int)(ns >> bucket);
    }

    /// <summary>The smallest value of a cell.</summary>
    public static long LowestOf(int index)
    {
        var bucket = (index >> HalfBits) - 1;
        return bucket < 0 ? index : (long)((index & ((1 << HalfBits) - 1)) + (1 << HalfBits)) << bucket;
    }

    /// <summary>How many values share a cell.</summary>
    public static long WidthOf(int index) => 1L << Math.Max((index >> HalfBits) - 1, 0);

    /// <summary>Of what was recorded, each value taken as the middle of its cell; 0 where nothing was.</summary>
    public static double Mean(long* cells)
    {
        var (sum, count) = (0.0, 0L);
        for (var i = 0; i < Cells; i++)
        {
            if (cells[i] == 0)
                continue;
            sum += cells[i] * (LowestOf(i) + ((WidthOf(i) - 1) / 2.0));
            count += cells[i];
        }
        return count == 0 ? 0 : sum / count;
    }

    /// <summary>Empties the cells; memory that was never touched is not even read, since reading would make pages of a file in memory.</summary>
    public static void Clear(long* cells)
    {
        var end = cells + Cells;
        var pageCells = Environment.SystemPageSize / sizeof(long);
        var first = (long*)((nuint)cells & ~((nuint)Environment.SystemPageSize - 1));
        Span<byte> pages = stackalloc byte[(int)((end - first + pageCells - 1) / pageCells)];
        ResidentMemory.Look(first, pages);
        for (var i = 0; i < pages.Length; i++)
        {
            if ((pages[i] & 1) == 0)
                continue;
            var page = first + ((long)i * pageCells);
            for (var cell = page < cells ? cells : page; cell < end && cell < page + pageCells; cell++)
            {
                if (*cell != 0)
                    *cell = 0;
            }
        }
    }
}
