using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Threadmill.Engine.Journal;

/// <summary>All that is known of a run before its threads start: the journal's first record, from which a result can be made whatever comes later.</summary>
public sealed record RunFacts
{
    public required string RunId { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required long StartedNs { get; init; }
    public required string ToolVersion { get; init; }
    public required int Seed { get; init; }
    public required ImmutableArray<string> CommandLine { get; init; }
    public required string Isolation { get; init; }

    /// <summary>The resolved plan, as JSON with the keys of a plan file.</summary>
    public required string Plan { get; init; }
    public required ImmutableArray<PluginFacts> Plugins { get; init; }
    public required MachineFacts Machine { get; init; }
    public required ImmutableArray<ThreadFacts> Threads { get; init; }
}

/// <summary>A thread as it was planned; the index is run-wide and is the number of its slot.</summary>
public sealed record ThreadFacts
{
    public required int Index { get; init; }
    public required string Name { get; init; }
    public required string OsName { get; init; }
    public required string Group { get; init; }
    public required string? Target { get; init; }
    public required ImmutableArray<string> Args { get; init; }
    public required ImmutableSortedDictionary<string, string> Kwargs { get; init; }
    public required bool Daemon { get; init; }
    public required bool IsLoop { get; init; }
    public PinFacts? Pin { get; init; }

    /// <summary>Calls per second that this thread is asked to make; null: as fast as it can.</summary>
    public double? Rate { get; init; }

    /// <summary>Who shares the object it is called on: op, thread, group; null for static methods.</summary>
    public string? Instance { get; init; }
}

public sealed record PinFacts(string Requested, ImmutableArray<int> Cpus);

public sealed record PluginFacts(string Path, string Version, string Sha256, string? Contract);

public sealed record MachineFacts
{
    public required string Os { get; init; }
    public required string Kernel { get; init; }
    public required string Arch { get; init; }
    public required string? CpuModel { get; init; }
    public required int LogicalCpus { get; init; }

    /// <summary>In kernel list form: <c>0-3,6</c>.</summary>
    public required string AllowedCpus { get; init; }

    /// <summary>CPUs' worth of time this process may use; null: no limit.</summary>
    public required double? CpuQuota { get; init; }
    public required string Runtime { get; init; }
    public required ClockFacts Clock { get; init; }
}

/// <param name="ReadNs">What reading the clock once costs.</param>
/// <param name="LoopNs">What a measured empty op costs in all: clock, record and loop; null if it was not measured.</param>
public sealed record ClockFacts(string Name, double? ReadNs, double? LoopNs);

/// <summary>
/// One kind of exception of one thread: appended when the thread meets it first. Later ones of the same type, message and
/// throw site only count up <see cref="Cell"/>.
/// </summary>
public sealed record ExceptionFacts
{
    /// <summary>Null where the thread is not one of ours or cannot be known.</summary>
    public required int? Thread { get; init; }
    public required string? Group { get; init; }

    /// <summary>One of the thread's counting cells, or -1: it happened once.</summary>
    public required int Cell { get; init; }
    public required FailurePhase Phase { get; init; }

    /// <summary>Counted from 1 over all calls of the thread; 0 outside operations.</summary>
    public required long Op { get; init; }

    /// <summary>How many threads of the process were calling when it was thrown, its own included.</summary>
    public required int Running { get; init; }
    public required ThrownFacts Thrown { get; init; }

    /// <summary>The same with texts that fit into a record.</summary>
    public ExceptionFacts Bounded() => this with { Thrown = Thrown.Bounded() };
}

/// <summary>An exception as text, whole: control characters are escaped only where it is shown.</summary>
public sealed record ThrownFacts(string Type, string Message, string? StackTrace, ImmutableArray<ThrownFacts> Inner)
{
    private const int MaxText = 32_000;

    /// <summary>The same with each text cut at 32,000 characters, and told so.</summary>
    public ThrownFacts Bounded() => new(Cut(Type), Cut(Message), StackTrace is null ? null : Cut(StackTrace), [.. Inner.Take(4).Select(i => i.Bounded())]);

    private static string Cut(string text) =>
        text.Length <= MaxText ? text : $"{text.AsSpan(0, MaxText)}… ({text.Length - MaxText} more characters)";
}

[JsonConverter(typeof(CamelCase<FailurePhase>))]
public enum FailurePhase
{
    Load,
    Setup,
    Warmup,
    Operation,
    RunOut,
    Teardown,
    Check,
    Background,
}

public sealed record MetricFacts(int Thread, int Cell, string Name);

public sealed record ReturnedFacts(int Thread, string? Value);

public sealed record DiagnosticFacts(DiagnosticSeverity Severity, string Code, string Message);

[JsonConverter(typeof(CamelCase<DiagnosticSeverity>))]
public enum DiagnosticSeverity
{
    Hint,
    Warning,
    Error,
}

/// <summary>A rung of the stop ladder, or the first asking to stop.</summary>
/// <param name="Pid">Of the worker whose threads they are.</param>
public sealed record RungFacts(int Pid, string Rung, StopReason Reason, long AtNs, ImmutableArray<int> Threads);

/// <summary>What a worker says of itself at its end.</summary>
public sealed record WorkerFacts
{
    public required int Pid { get; init; }
    public required ImmutableArray<string> Groups { get; init; }
    public required string? GcSettings { get; init; }
    public required ImmutableArray<int> GcCollections { get; init; }
    public required long GcPauseNs { get; init; }
    public required long LockContentions { get; init; }

    /// <summary>Of all the process's threads, the runtime's own among them, in the counted part.</summary>
    public required long CpuNs { get; init; }
    public required long EndedNs { get; init; }
}

/// <summary>What the supervisor saw of a worker's end; absent in-process.</summary>
/// <param name="Signal">The number of the signal that ended it; null: it ended by itself.</param>
/// <param name="CrashText">What the runtime said of its own end.</param>
public sealed record WorkerExitFacts(int Pid, ImmutableArray<string> Groups, int? ExitCode, int? Signal, string? CrashText, string? LimitHit, long AtNs);

/// <summary>The plan as the supervisor hands it to its workers.</summary>
public sealed record PlanFacts
{
    /// <summary>With everything, as pairs of keys and values.</summary>
    public required ImmutableArray<string> Plan { get; init; }

    /// <summary>As JSON with the keys of a plan file, for the result document.</summary>
    public required string Json { get; init; }
    public required string RunId { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The same moment on the monotonic clock.</summary>
    public required long StartedNs { get; init; }
    public required string ToolVersion { get; init; }

    /// <summary>Whose journal this is: while that process lives, nobody else may touch it.</summary>
    public required int SupervisorPid { get; init; }
    public required ImmutableArray<string> CommandLine { get; init; }

    /// <summary>What relative paths in arguments are relative to; empty: the working folder.</summary>
    public required string Folder { get; init; }

    /// <summary>What an argument <c>@-</c> stands for.</summary>
    public required string StandardInput { get; init; }

    /// <summary>For each target that is made from source: the DLL that was built for it.</summary>
    public ImmutableSortedDictionary<string, string> Built { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Bind everything and tell every problem, but start no thread.</summary>
    public bool IsCheckOnly { get; init; }
}

/// <summary>What a worker could not run on its own runtime: the shared frameworks that are needed, each as name and version.</summary>
public sealed record RuntimeFacts(ImmutableArray<string> Frameworks);

/// <summary>Why a worker refused the plan.</summary>
public sealed record ProblemFacts(ProblemKind Kind, string Message);
