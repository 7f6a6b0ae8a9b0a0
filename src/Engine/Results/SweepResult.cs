using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Threadmill.Engine.Journal;

namespace Threadmill.Engine.Results;

/// <summary>Several runs told together: a sweep, or repetitions.</summary>
public sealed record SweepResult
{
    public const string SchemaName = "threadmill.sweep/1";

    public string Schema { get; init; } = SchemaName;

    /// <summary>The axes' names, or <c>repeat</c>.</summary>
    public required string Parameter { get; init; }
    public required int ExitCode { get; init; }
    public required ImmutableArray<RunResult> Runs { get; init; }
    public required ImmutableArray<ScalingPoint> Scaling { get; init; }

    /// <summary>Only where threads alone are swept, over at least four numbers of them.</summary>
    public required ScalingFit? Fit { get; init; }
    public required ImmutableArray<ThresholdResult> Thresholds { get; init; }
    public required ImmutableArray<DiagnosticFacts> Diagnostics { get; init; }
}

/// <summary>
/// One point of a sweep: medians over its repetitions, each with its 95 % confidence interval by order statistics; with fewer than
/// six runs that is the lowest and the highest, with one run nothing.
/// </summary>
public sealed record ScalingPoint
{
    /// <summary>Its values, such as <c>threads=4</c>.</summary>
    public required string Label { get; init; }
    public required ImmutableSortedDictionary<string, string> Values { get; init; }
    public required int Threads { get; init; }
    public required int Runs { get; init; }
    public required double? OpsPerSecond { get; init; }
    public required ImmutableArray<double> OpsPerSecondInterval { get; init; }

    /// <summary>Against the first point; where threads are swept beside others, the first of the same others.</summary>
    [JsonPropertyName("speedup")]
    public double? SpeedUp { get; init; }

    /// <summary>Speed-up by the factor of threads; null where threads are not swept.</summary>
    public double? Efficiency { get; init; }
    public required double? MeanNs { get; init; }
    public required ImmutableArray<double> MeanNsInterval { get; init; }
    public required double? P50Ns { get; init; }
    public required ImmutableArray<double> P50NsInterval { get; init; }
    public required double? P99Ns { get; init; }
    public required ImmutableArray<double> P99NsInterval { get; init; }
    public required double? CpuNsPerOp { get; init; }

    /// <summary>The means of what the workloads reported of their own.</summary>
    public ImmutableSortedDictionary<string, double> Metrics { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>Their sums per second, by the time that ops per second count by.</summary>
    public ImmutableSortedDictionary<string, double> MetricsPerSecond { get; init; } = ImmutableSortedDictionary<string, double>.Empty;
}

/// <summary>The Universal Scalability Law (Gunther 2007): C(N) = N / (1 + contention (N - 1) + coherency N (N - 1)).</summary>
/// <param name="PeakThreads">Where throughput is predicted to be highest; null: it grows without end.</param>
public sealed record ScalingFit(double Contention, double Coherency, double? PeakThreads, double R2);
