using System.Collections.Immutable;
using Threadmill.Engine.Results;

namespace Threadmill.Testing;

/// <summary>One thread of a test run.</summary>
/// <param name="Figures">All that the tool reports of a thread.</param>
/// <param name="Returned">What its last counted call returned; null for void, or where no call ended well.</param>
public sealed record ThreadReport(ThreadResult Figures, object? Returned)
{
    /// <summary>How it ended.</summary>
    public Outcome Outcome => Figures.Outcome;

    /// <summary>The thread's name.</summary>
    public string Name => Figures.Name;

    /// <summary>Calls that ended without exception.</summary>
    public long Ops => Figures.Ops;

    /// <summary>Calls that threw.</summary>
    public long Errors => Figures.Errors;

    /// <summary>What it gave to <see cref="WorkloadThread.Report"/>, by name.</summary>
    public ImmutableSortedDictionary<string, MetricResult> Metrics => Figures.Metrics;
}
