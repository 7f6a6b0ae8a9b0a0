namespace Threadmill.Engine.Metering;

/// <summary>A histogram as it was at one moment: only the cells that are not empty, in order.</summary>
/// <remarks>Plain arrays and loops: each generic method over a value type would be compiled anew at every start of the tool.</remarks>
public sealed class HistogramReading
{
    private readonly int[] indexes;
    private readonly long[] counts;

    private HistogramReading(List<int> indexes, List<long> counts)
    {
        this.indexes = [.. indexes];
        this.counts = [.. counts];
        foreach (var count in counts)
            Count += count;
    }

    public static HistogramReading Empty { get; } = new([], []);

    /// <param name="cells">In the order of their indexes, none twice.</param>
    public static HistogramReading Of(IEnumerable<(int Index, long Count)> cells)
    {
        var (indexes, counts) = (new List<int>(), new List<long>());
        foreach (var (index, count) in cells)
        {
            indexes.Add(index);
            counts.Add(count);
        }
        return new(indexes, counts);
    }

    /// <summary>One value, recorded once.</summary>
    public static HistogramReading OfOne(long value) => new([Histogram.IndexOf(value)], [1]);

    public long Count { get; }

    public IEnumerable<(int Index, long Count)> Cells => indexes.Zip(counts);

    /// <summary>The lowest recorded value, to three significant digits; 0 if there is none.</summary>
    public long Min => Count == 0 ? 0 : Histogram.LowestOf(indexes[0]);

    /// <summary>The highest, as HdrHistogram tells it: the upper end of its cell.</summary>
    public long Max => Count == 0 ? 0 : HighestOf(indexes[^1]);

    public double Mean
    {
        get
        {
            var sum = 0.0;
            for (var i = 0; i < counts.Length; i++)
                sum += (double)counts[i] * MiddleOf(indexes[i]);
            return Count == 0 ? 0 : sum / Count;
        }
    }

    public double StdDev
    {
        get
        {
            var (mean, sum) = (Mean, 0.0);
            for (var i = 0; i < counts.Length; i++)
                sum += counts[i] * Math.Pow(MiddleOf(indexes[i]) - mean, 2);
            return Count == 0 ? 0 : Math.Sqrt(sum / Count);
        }
    }

    /// <summary>The value that <paramref name="percent"/> of all values do not exceed, the upper end of its cell.</summary>
    /// <param name="percent">0 to 100.</param>
    public long Percentile(double percent)
    {
        var wanted = Math.Max((long)((percent / 100 * Count) + 0.5), 1);
        long seen = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            seen += counts[i];
            if (seen >= wanted)
                return HighestOf(indexes[i]);
        }
        return 0;
    }

    /// <summary>All values of several histograms in one; exact.</summary>
    public static HistogramReading Merge(IEnumerable<HistogramReading> readings)
    {
        HistogramReading[] all = [.. readings.Where(r => r.Count > 0)];
        if (all is [var only])
            return only;
        var sums = new long[all.Length == 0 ? 0 : Histogram.Cells];
        foreach (var reading in all)
        {
            for (var i = 0; i < reading.counts.Length; i++)
                sums[reading.indexes[i]] += reading.counts[i];
        }
        return Copy(sums);
    }

    /// <summary>What was recorded since an earlier reading of the same histogram.</summary>
    public HistogramReading Less(HistogramReading earlier)
    {
        var (places, rest) = (new List<int>(), new List<long>());
        var at = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            while (at < earlier.counts.Length && earlier.indexes[at] < indexes[i])
                at++;
            var count = counts[i] - (at < earlier.counts.Length && earlier.indexes[at] == indexes[i] ? earlier.counts[at] : 0);
            if (count > 0)
            {
                places.Add(indexes[i]);
                rest.Add(count);
            }
        }
        return new(places, rest);
    }

    public static HistogramReading Copy(ReadOnlySpan<long> memory)
    {
        var (indexes, counts) = (new List<int>(), new List<long>());
        for (var i = 0; i < memory.Length; i++)
        {
            var count = memory[i];
            if (count != 0)
            {
                indexes.Add(i);
                counts.Add(count);
            }
        }
        return new(indexes, counts);
    }

    private static long HighestOf(int index) => Histogram.LowestOf(index) + Histogram.WidthOf(index) - 1;

    private static long MiddleOf(int index) => Histogram.LowestOf(index) + (Histogram.WidthOf(index) >> 1);
}
