using System.Collections.Immutable;

namespace Threadmill.Engine.Planning;

/// <summary>Specs and run settings: what a command line or a plan file turns into. Immutable; the same plan and seed run the same again.</summary>
public sealed record RunPlan
{
    public ImmutableArray<ThreadSpec> Specs { get; init; } = [];

    /// <summary>The same with no more threads than it takes to find out what is wrong with it.</summary>
    public RunPlan WithFewThreads() => this with { Specs = [.. Specs.Select(s => s with { Threads = Math.Min(s.Threads, 1000) })] };

    /// <summary>The spec of each thread, in the order of the threads' indexes.</summary>
    public IEnumerable<ThreadSpec> ThreadSpecs() => Specs.SelectMany(s => Enumerable.Repeat(s, s.Threads));

    /// <summary>Counted from the start of arrival, so that a hung constructor is covered.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>What a thread is given to end once it was asked to.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(2);

    public ErrorPolicy OnError { get; init; } = ErrorPolicy.StopThread;

    /// <summary>Policies of single groups; they win over <see cref="OnError"/>.</summary>
    public ImmutableSortedDictionary<string, ErrorPolicy> GroupOnError { get; init; } = ImmutableSortedDictionary<string, ErrorPolicy>.Empty;

    /// <summary>Expressions such as <c>pipe:p99 > 5ms</c>, judged once on the result.</summary>
    public ImmutableArray<string> FailIf { get; init; } = [];

    /// <summary>The same, judged while running.</summary>
    public ImmutableArray<string> AbortIf { get; init; } = [];

    public int Repeat { get; init; } = 1;

    public ImmutableArray<Sweep> Sweeps { get; init; } = [];

    public TimeSpan? Interval { get; init; }

    public Isolation Isolate { get; init; } = Isolation.Process;

    /// <summary>Settings of the workers' garbage collector, such as <c>server,concurrent=off</c>.</summary>
    public string? Gc { get; init; }

    public long? MaxMemoryBytes { get; init; }

    /// <summary>Null: drawn for this run and told in the result.</summary>
    public int? Seed { get; init; }

    /// <summary>DLLs or folders to look for plugins in, before all other places.</summary>
    public ImmutableArray<string> Plugins { get; init; } = [];

    public Reporting Reporting { get; init; } = new();

    public ErrorPolicy OnErrorOf(string group) => GroupOnError.GetValueOrDefault(group, OnError);
}

/// <summary>What an exception in an operation does.</summary>
/// <param name="Scope">Who is stopped.</param>
/// <param name="MaxErrors">With <see cref="ErrorScope.None"/>: after how many errors of a thread it is stopped all the same; null: never.</param>
public sealed record ErrorPolicy(ErrorScope Scope, long? MaxErrors = null)
{
    public static readonly ErrorPolicy StopThread = new(ErrorScope.Thread);
}

public enum ErrorScope
{
    None,
    Thread,
    Group,
    Run,
}

public enum Isolation
{
    Process,
    Group,
    None,
}

/// <summary>How a run is told: nothing here changes what is run or measured.</summary>
public sealed record Reporting
{
    /// <summary>Files, format by extension; <c>-</c> is stdout.</summary>
    public ImmutableArray<string> Outputs { get; init; } = [];

    public bool Json { get; init; }

    public ProgressMode Progress { get; init; } = ProgressMode.Auto;

    public ColorMode Color { get; init; } = ColorMode.Auto;

    public bool Quiet { get; init; }

    public bool Verbose { get; init; }

    public string LogLevel { get; init; } = "warning";
}

public enum ProgressMode
{
    Auto,
    Live,
    Plain,
    None,
}

public enum ColorMode
{
    Auto,
    Always,
    Never,
}
