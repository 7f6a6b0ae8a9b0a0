using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Threadmill.Engine.Journal;

namespace Threadmill.Engine.Results;

/// <summary>One run, told in full: what <c>--json</c> writes. Durations are ns where the name says so; unknown is null, never 0.</summary>
public sealed record RunResult
{
    public const string SchemaName = "threadmill.result/1";

    [JsonPropertyOrder(-1)]
    public string Schema { get; init; } = SchemaName;
    public required ToolFacts Tool { get; init; }
    public required RunSummary Run { get; init; }

    /// <summary>The resolved plan with the keys of a plan file: it runs the same again.</summary>
    public required JsonElement Plan { get; init; }
    public required ImmutableArray<PluginFacts> Plugins { get; init; }
    public required MachineFacts Machine { get; init; }
    public required ImmutableArray<WorkerResult> Workers { get; init; }
    public required GroupResult Totals { get; init; }
    public required ImmutableArray<GroupResult> Groups { get; init; }
    public required ImmutableArray<ThreadResult> Threads { get; init; }
    public required ImmutableArray<ExceptionResult> Exceptions { get; init; }
    public required ImmutableArray<ThresholdResult> Thresholds { get; init; }
    public required ImmutableArray<IntervalResult> Series { get; init; }
    public required ImmutableArray<DiagnosticFacts> Diagnostics { get; init; }
}

public sealed record ToolFacts(string Version);

public sealed record RunSummary
{
    public required string Id { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required long? WallNs { get; init; }
    public required Outcome Outcome { get; init; }
    public required int ExitCode { get; init; }
    public required int Seed { get; init; }
    public required ImmutableArray<string> CommandLine { get; init; }
    public required string Isolation { get; init; }

    /// <summary>What relative paths in the plan are relative to; null where it is not known.</summary>
    public string? Folder { get; init; }

    /// <summary>Null once it was deleted, its result being written.</summary>
    public required string? Journal { get; init; }
}

/// <summary>How a thread, a group or a run ended.</summary>
[JsonConverter(typeof(CamelCase<Outcome>))]
public enum Outcome
{
    Completed,
    Faulted,
    Canceled,
    TimedOut,
    Abandoned,
    Crashed,
    NotStarted,
}

public sealed record WorkerResult
{
    public required int Pid { get; init; }
    public required ImmutableArray<string> Groups { get; init; }
    public required int? ExitCode { get; init; }
    public required int? Signal { get; init; }
    public required string? CrashText { get; init; }
    public required ImmutableArray<RungFacts> Rungs { get; init; }
    public required GcResult? Gc { get; init; }
    public required long? LockContentions { get; init; }

    /// <summary>CPU time of all the process's threads, the pool's and the runtime's own among them, from the first thread's counted part to the end of the last one's.</summary>
    public required long? CpuNs { get; init; }
    public required string? LimitHit { get; init; }

    /// <summary>The index of the thread that ended the process; null where that cannot be known.</summary>
    public required int? CrashedBy { get; init; }
}

/// <param name="Collections">Per generation.</param>
public sealed record GcResult(string? Settings, ImmutableArray<int> Collections, long PauseNs);

public sealed record ExceptionResult
{
    public required string Type { get; init; }
    public required string Message { get; init; }
    public required string? StackTrace { get; init; }
    public required ImmutableArray<ThrownFacts> Inner { get; init; }
    public required FailurePhase Phase { get; init; }
    public required long Count { get; init; }

    /// <summary>Indexes; empty where no thread of ours threw it.</summary>
    public required ImmutableArray<int> Threads { get; init; }

    /// <summary>From 1, over all calls of its thread; null outside operations.</summary>
    public required long? FirstOp { get; init; }

    /// <summary>Whose call that was.</summary>
    public required int? FirstThread { get; init; }

    /// <summary>How many threads of its process were calling when it was thrown first.</summary>
    public required int ThreadsRunning { get; init; }
}

/// <param name="Group">Null: the whole run.</param>
/// <param name="Actual">Null: the metric has no value, and the threshold fails.</param>
public sealed record ThresholdResult(string Expression, string? Group, string Metric, double? Actual, double Limit, bool Passed)
{
    /// <summary>The point of a sweep that was judged, by the median of its runs; null in a single run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Point { get; init; }
}

/// <summary>What happened in one interval, not since the start.</summary>
public sealed record IntervalResult
{
    public required long StartNs { get; init; }
    public required long WallNs { get; init; }
    public required string? Group { get; init; }
    public required long Ops { get; init; }
    public required long Errors { get; init; }
    public required double OpsPerSecond { get; init; }
    public required LatencyResult? LatencyNs { get; init; }
}
