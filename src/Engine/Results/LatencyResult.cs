using System.Text.Json.Serialization;
using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Results;

/// <summary>A distribution of times in ns, to three significant digits.</summary>
public sealed record LatencyResult
{
    public required long Min { get; init; }
    public required double Mean { get; init; }
    public required long P50 { get; init; }
    public required long P90 { get; init; }
    public required long P99 { get; init; }

    [JsonPropertyName("p99_9")]
    public required long P999 { get; init; }

    [JsonPropertyName("p99_99")]
    public required long P9999 { get; init; }
    public required long Max { get; init; }
    public required double StdDev { get; init; }
    public required long Count { get; init; }

    /// <summary>HdrHistogram's version 2, compressed, base64.</summary>
    public string Histogram
    {
        get => field ??= HistogramCodec.Encode(Reading);
        init;
    }

    [JsonIgnore]
    public HistogramReading Reading
    {
        get => field ??= HistogramCodec.Decode(Histogram);
        init;
    }

    /// <param name="mean">What is known better than from the cells: wall time by ops, where only samples were timed.</param>
    /// <param name="longestNs">A stall between samples that no cell holds.</param>
    public static LatencyResult? Of(HistogramReading reading, double? mean = null, long longestNs = 0) => reading.Count == 0 ? null : new()
    {
        Min = reading.Min,
        Mean = Math.Round(mean ?? reading.Mean, 3),
        P50 = reading.Percentile(50),
        P90 = reading.Percentile(90),
        P99 = reading.Percentile(99),
        P999 = reading.Percentile(99.9),
        P9999 = reading.Percentile(99.99),
        Max = Math.Max(reading.Max, longestNs),
        StdDev = Math.Round(reading.StdDev, 3),
        Count = reading.Count,
        Reading = reading,
    };
}
