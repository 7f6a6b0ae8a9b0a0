using System.Collections.Immutable;
using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Journal;

/// <summary>What a journal holds, read at one moment.</summary>
public sealed record JournalContents
{
    public required JournalShape Shape { get; init; }

    /// <summary>Null if the run's record is missing or damaged: nothing can be told of such a run.</summary>
    public RunFacts? Run { get; init; }
    public required ImmutableArray<SlotReading> Slots { get; init; }
    public PlanFacts? Plan { get; init; }
    public ImmutableArray<ProblemFacts> Problems { get; init; } = [];
    public ImmutableArray<RuntimeFacts> Runtimes { get; init; } = [];
    public ImmutableArray<ExceptionFacts> Exceptions { get; init; } = [];
    public ImmutableArray<MetricFacts> Metrics { get; init; } = [];
    public ImmutableArray<ReturnedFacts> Returned { get; init; } = [];
    public ImmutableArray<RungFacts> Rungs { get; init; } = [];
    public ImmutableArray<WorkerFacts> Workers { get; init; } = [];
    public ImmutableArray<WorkerExitFacts> WorkerExits { get; init; } = [];

    /// <summary>Monotonic time at which its workers were known to live last; 0: none has run threads yet.</summary>
    public long AliveNs { get; init; }

    /// <summary>Those the run told, then what is wrong with the journal itself.</summary>
    public ImmutableArray<DiagnosticFacts> Diagnostics { get; init; } = [];
}

/// <summary>One thread's part of a journal.</summary>
/// <param name="IsPartial">The slot was never sealed, or is damaged: its numbers are a lower bound.</param>
public sealed record SlotReading(
    ThreadSlot Slot,
    ImmutableArray<int> CpusSeen,
    ImmutableArray<MetricCell> Metrics,
    ImmutableArray<long> ExceptionCounts,
    HistogramReading Latency,
    HistogramReading? Service,
    bool IsPartial);
