using System.Collections.Immutable;

namespace Threadmill.Engine.Results;

/// <summary>One thread's numbers, over its counted part: warm-up, run-in and run-out are told apart.</summary>
public sealed record ThreadResult
{
    /// <summary>Run-wide, from 0.</summary>
    public required int Index { get; init; }
    public required string Name { get; init; }
    public required string OsName { get; init; }
    public required string Group { get; init; }
    public required string? Target { get; init; }
    public required ImmutableArray<string> Args { get; init; }
    public required ImmutableSortedDictionary<string, string> Kwargs { get; init; }
    public required bool Daemon { get; init; }
    public required long? OsThreadId { get; init; }
    public required int? ManagedThreadId { get; init; }
    public required PinResult? Pin { get; init; }
    public required CpusResult Cpus { get; init; }
    public required Outcome Outcome { get; init; }

    /// <summary>From asking for the thread to its first instruction.</summary>
    public required long? StartLatencyNs { get; init; }

    /// <summary>Behind the first thread of the run to start working.</summary>
    public required long? StartOffsetNs { get; init; }
    public required long? WallNs { get; init; }
    public required CpuTimeResult? Cpu { get; init; }

    /// <summary>How long it was ready to run but had no CPU.</summary>
    public required long? RunQueueWaitNs { get; init; }
    public required SwitchesResult? ContextSwitches { get; init; }
    public required long? PageFaults { get; init; }
    public required long? AllocatedBytes { get; init; }

    /// <summary>Calls that ended without exception.</summary>
    public required long Ops { get; init; }
    public required long Errors { get; init; }
    public required long WarmupOps { get; init; }
    public required long WarmupNs { get; init; }
    public required long RunOutOps { get; init; }
    public required double? OpsPerSecond { get; init; }
    public required SamplingResult? Sampling { get; init; }
    public required LatencyResult? LatencyNs { get; init; }
    public required LatencyResult? ServiceNs { get; init; }

    /// <summary>Ops intended by the schedule but not begun; null without a rate.</summary>
    public required long? Backlog { get; init; }

    /// <summary>The last counted value, as text.</summary>
    public required string? Returned { get; init; }
    public required ImmutableSortedDictionary<string, MetricResult> Metrics { get; init; }

    /// <summary>Who shares the object it was called on: op, thread, group; null for static methods.</summary>
    public required string? Instance { get; init; }

    /// <summary>Its numbers are a lower bound: it did not end by itself.</summary>
    public required bool Partial { get; init; }
}

/// <param name="Verified">Read back from the system when the thread ended.</param>
public sealed record PinResult(string Requested, ImmutableArray<int> Cpus, bool Verified);

public sealed record CpusResult(ImmutableArray<int> Seen, long? Moves);

public sealed record CpuTimeResult(long UserNs, long SystemNs);

public sealed record SwitchesResult(long Voluntary, long Involuntary);

/// <param name="Mode">every or sampled.</param>
/// <param name="Every">One call in this many was timed, on average.</param>
public sealed record SamplingResult(string Mode, int Every);

public sealed record MetricResult(double Last, double Sum, double Min, double Max, long Count);

/// <summary>The threads of one group, or of the run, together.</summary>
public sealed record GroupResult
{
    public required string Name { get; init; }

    /// <summary>Indexes.</summary>
    public required ImmutableArray<int> Threads { get; init; }
    public required long Ops { get; init; }
    public required long Errors { get; init; }
    public required double? OpsPerSecond { get; init; }
    public required LatencyResult? LatencyNs { get; init; }
    public required LatencyResult? ServiceNs { get; init; }

    /// <summary>Ops per second where a rate was asked for, else null.</summary>
    public required double? AchievedRate { get; init; }
    public required long? Backlog { get; init; }

    /// <summary>The slowest thread's rate by the fastest's, 0 to 1.</summary>
    public required double? Fairness { get; init; }
    public required long? StartSkewNs { get; init; }

    /// <summary>CPU time by wall time of the threads, 0 to 1.</summary>
    public required double? CpuUtilisation { get; init; }
    public required GcResult? Gc { get; init; }
    public required long? LockContentions { get; init; }
    public required ImmutableSortedDictionary<string, MetricResult> Metrics { get; init; }
    public required Outcome Outcome { get; init; }

    /// <summary>What was reported of a metric per second of the time that <see cref="OpsPerSecond"/> counts by; null: that is not known.</summary>
    public double? PerSecond(MetricResult metric) => OpsPerSecond is { } rate && Ops > 0 ? metric.Sum * rate / Ops : null;
}
