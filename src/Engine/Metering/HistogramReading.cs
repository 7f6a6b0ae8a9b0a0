namespace Threadmill.Engine.Metering;

/// <summary>A histogram as it was at one moment: only the cells that are not empty, in order.</summary>
public sealed class HistogramReading
{
    private readonly (int Index, long Count)[] cells;

    public HistogramReading(IEnumerable<(int Index, long Count)> cells)
    {
        this.cells = [.. cells];
        Count = this.cells.Sum(c => c.Count);
    }

    public static HistogramReading Empty { get; } = new([]);

    public long Count { get; }

    public IReadOnlyList<(int Index, long Count)> Cells => cells;

    /// <summary>The lowest recorded value, to three significant digits; 0 if there is none.</summary>
    public long Min => Count == 0 ? 0 : Histogram.LowestOf(cells[0].Index);

    /// <summary>The highest, as HdrHistogram tells it: the upper end of its cell.</summary>
    public long Max => Count == 0 ? 0 : HighestOf(cells[^1].Index);

    public double Mean => Count == 0 ? 0 : cells.Sum(c => (double)c.Count * MiddleOf(c.Index)) / Count;

    public double StdDev
    {
        get
        {
            var mean = Mean;
            return Count == 0 ? 0 : Math.Sqrt(cells.Sum(c => c.Count * Math.Pow(MiddleOf(c.Index) - mean, 2)) / Count);
        }
    }

    /// <summary>The value that <paramref name="percent"/> of all values do not exceed, the upper end of its cell.</summary>
    /// <param name="percent">0 to 100.</param>
    public long Percentile(double percent)
    {
        var wanted = Math.Max((long)((percent / 100 * Count) + 0.5), 1);
        long seen = 0;
        foreach (var (index, count) in cells)
        {
            seen += count;
            if (seen >= wanted)
                return HighestOf(index);
        }
        return 0;
    }

    /// <summary>All values of several histograms in one; exact.</summary>
    public static HistogramReading Merge(IEnumerable<HistogramReading> readings)
    {
        var sums = new SortedDictionary<int, long>();
        foreach (var (index, count) in readings.SelectMany(r => r.cells))
            sums[index] = sums.GetValueOrDefault(index) + count;
        return new(sums.Select(s => (s.Key, s.Value)));
    }

    /// <summary>What was recorded since an earlier reading of the same histogram.</summary>
    public HistogramReading Less(HistogramReading earlier)
    {
        var had = earlier.cells.ToDictionary(c => c.Index, c => c.Count);
        return new(cells.Select(c => (c.Index, Count: c.Count - had.GetValueOrDefault(c.Index))).Where(c => c.Count > 0));
    }

    public static unsafe HistogramReading Copy(ReadOnlySpan<long> memory)
    {
        var cells = new List<(int, long)>();
        for (var i = 0; i < memory.Length; i++)
        {
            var count = memory[i];
            if (count != 0)
                cells.Add((i, count));
        }
        return new(cells);
    }

    private static long HighestOf(int index) => Histogram.LowestOf(index) + Histogram.WidthOf(index) - 1;

    private static long MiddleOf(int index) => Histogram.LowestOf(index) + (Histogram.WidthOf(index) >> 1);
}
