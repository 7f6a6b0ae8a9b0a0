using System.Collections.Immutable;
using Threadmill.Engine.Binding;
using Threadmill.Engine.Targets;

namespace Threadmill.Engine.Planning;

/// <summary>One segment of the command line or one entry of a plan: what to call, on how many threads, where, how long.</summary>
public sealed record ThreadSpec
{
    public const string DefaultGroup = "main";

    /// <summary>The target as the user wrote it; null starts nothing and is reported as not started.</summary>
    public string? Target { get; init; }

    /// <summary>Positional words, in order, as written.</summary>
    public ImmutableArray<string> Args { get; init; } = [];

    /// <summary>Keyword words in order; a repeated name is kept, so that binding can refuse it.</summary>
    public ImmutableArray<KeywordArgument> Kwargs { get; init; } = [];

    public string? Name { get; init; }

    public string Group { get; init; } = DefaultGroup;

    /// <summary>At least 1.</summary>
    public int Threads { get; init; } = 1;

    public bool Daemon { get; init; }

    /// <summary>Null: what the operating system gives.</summary>
    public long? StackSizeBytes { get; init; }

    public ThreadPriority Priority { get; init; } = ThreadPriority.Normal;

    /// <summary>A list of places in the grammar of <c>OMP_PLACES</c>; null or <c>none</c>: not pinned.</summary>
    public string? Pin { get; init; }

    /// <summary>Where the system cannot pin, run unpinned instead of refusing.</summary>
    public bool PinOptional { get; init; }

    /// <summary>Calls per thread, successful or not.</summary>
    public long? Ops { get; init; }

    public TimeSpan? Duration { get; init; }

    /// <summary>Calls per second over all threads of the spec, by the clock (open loop).</summary>
    public double? Rate { get; init; }

    /// <summary>Null: adaptive beside a duration, else none.</summary>
    public TimeSpan? Warmup { get; init; }

    public bool UntilFailure { get; init; }

    /// <summary>Time one call in this many on average; 1 times every call; null chooses by calibration.</summary>
    public int? SamplingEvery { get; init; }

    public ClockChoice Clock { get; init; } = ClockChoice.Auto;

    /// <summary>Null: on the thread for workloads, on the pool for foreign targets.</summary>
    public AsyncMode? Async { get; init; }

    /// <summary>The timeout of this spec alone.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Null: as the kind of target wants it.</summary>
    public InstanceScope? Instance { get; init; }

    /// <summary>True where the target is called again and again, not once.</summary>
    public bool IsLoop => Ops is not null || Duration is not null || Rate is not null || UntilFailure || Daemon;
}

public enum ClockChoice
{
    Auto,
    Tsc,
    Monotonic,
}
