using System.Collections.Immutable;

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

    /// <summary>Null with fewer than four numbers of threads.</summary>
    public required ScalingFit? Fit { get; init; }
    public required ImmutableArray<ThresholdResult> Thresholds { get; init; }
}

/// <summary>One point of a sweep: medians over its repetitions.</summary>
/// <param name="Label">Its values, such as <c>threads=4</c>.</param>
/// <param name="OpsPerSecondInterval">95 % confidence interval of the median by order statistics; with fewer than six runs the lowest and highest.</param>
/// <param name="SpeedUp">Against the first point.</param>
/// <param name="Efficiency">Speed-up by the factor of threads.</param>
public sealed record ScalingPoint(
    string Label, int Threads, int Runs, double? OpsPerSecond, ImmutableArray<double> OpsPerSecondInterval, double? SpeedUp, double? Efficiency,
    double? MeanNs, double? P50Ns, double? P99Ns, double? CpuNsPerOp);

/// <summary>The Universal Scalability Law (Gunther 2007): C(N) = N / (1 + contention (N - 1) + coherency N (N - 1)).</summary>
/// <param name="PeakThreads">Where throughput is predicted to be highest; null: it grows without end.</param>
public sealed record ScalingFit(double Contention, double Coherency, double? PeakThreads, double R2);
