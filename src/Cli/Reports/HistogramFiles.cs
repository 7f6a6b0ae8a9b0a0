using System.Globalization;
using System.Text;
using HdrHistogram;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Results;

namespace Threadmill.Cli.Reports;

/// <summary>
/// HdrHistogram's own file formats, ASCII and invariant. The package's log writer is not used: it writes UTF-16 and numbers of
/// the current culture, which other tools cannot read.
/// </summary>
internal static class HistogramFiles
{
    private const double NsPerMs = 1e6;

    /// <summary>A log of intervals (V1.3 text): an untagged line for all, and one tagged with each group.</summary>
    public static void WriteLog(RunResult result, Stream to)
    {
        using var writer = Ascii(to);
        var startedSeconds = result.Run.StartedAt.ToUnixTimeMilliseconds() / 1000.0;
        writer.WriteLine("#[Histogram log format version 1.3]");
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"#[StartTime: {startedSeconds:0.000} (seconds since epoch), {result.Run.StartedAt:O}]"));
        writer.WriteLine("\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"");
        if (result.Series.IsEmpty)
        {
            Line(writer, null, 0, result.Run.WallNs ?? 0, result.Totals.LatencyNs);
            foreach (var group in result.Groups)
                Line(writer, group.Name, 0, result.Run.WallNs ?? 0, group.LatencyNs);
        }
        foreach (var interval in result.Series.GroupBy(i => (i.StartNs, i.WallNs)))
        {
            Line(writer, null, interval.Key.StartNs, interval.Key.WallNs, LatencyResult.Of(HistogramReading.Merge(interval.Select(i => i.LatencyNs?.Reading ?? HistogramReading.Empty))));
            foreach (var group in interval)
                Line(writer, group.Group, group.StartNs, group.WallNs, group.LatencyNs);
        }
    }

    /// <summary>The percentile distribution of the whole run, in µs.</summary>
    public static void WritePercentiles(RunResult result, Stream to)
    {
        using var writer = Ascii(to);
        var histogram = HistogramCodec.ToHdr(result.Totals.LatencyNs?.Reading ?? HistogramReading.Empty);
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            histogram.OutputPercentileDistribution(writer, outputValueUnitScalingRatio: 1000);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private static void Line(StreamWriter writer, string? tag, long startNs, long lengthNs, LatencyResult? latency)
    {
        if (latency is null)
            return;
        var label = tag is null ? "" : $"Tag={string.Concat(tag.Select(c => char.IsWhiteSpace(c) || c == ',' ? '_' : c))},";
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{label}{startNs / 1e9:0.000},{lengthNs / 1e9:0.000},{latency.Max / NsPerMs:0.000},{latency.Histogram}"));
    }

    private static StreamWriter Ascii(Stream to) => new(to, Encoding.ASCII, leaveOpen: true) { NewLine = "\n" };
}
