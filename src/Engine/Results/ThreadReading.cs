using System.Collections.Immutable;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Results;

/// <summary>A journal's records by thread, so that a run of very many threads is not searched once for each.</summary>
internal sealed class JournalLookup(JournalContents journal)
{
    public ILookup<int, ReturnedFacts> Returned { get; } = journal.Returned.ToLookup(r => r.Thread);

    public ILookup<int, MetricFacts> Metrics { get; } = journal.Metrics.ToLookup(m => m.Thread);

    /// <summary>Threads that did not end when they were made to.</summary>
    public HashSet<int> GivenUp { get; } = [.. journal.Rungs.Where(r => r.Rung is "abandon" or "kill").SelectMany(r => r.Threads)];
}

/// <summary>One thread's facts and slot, and what follows from both.</summary>
internal sealed class ThreadReading
{
    private readonly JournalContents journal;
    private readonly JournalLookup found;
    private readonly SlotReading reading;

    public ThreadReading(ThreadFacts facts, JournalContents journal, JournalLookup found)
    {
        Facts = facts;
        this.journal = journal;
        this.found = found;
        reading = journal.Slots[facts.Index];
        Latency = CountedFromNs == 0 ? null : LatencyResult.Of(reading.Latency, MeanOfAll(), Slot.SamplingEvery > 1 ? Slot.LongestStallNs : 0);
    }

    public ThreadFacts Facts { get; }

    public ThreadSlot Slot => reading.Slot;

    public LatencyResult? Latency { get; }

    public HistogramReading? Service => reading.Service;

    public long CountedFromNs => Slot.CountedFromNs;

    /// <summary>The end of its counted part; for a thread that never came to it, the last moment at which it is known to have lived.</summary>
    public long CountedToNs =>
        Slot.CountedToNs > 0 ? Slot.CountedToNs
        : Slot.CountedFromNs == 0 ? 0
        : SeenEndNs is > 0 and var end ? end : journal.AliveNs;

    /// <summary>Nobody saw it end: its time is told by when its process was known to live last, and is a little too short.</summary>
    public bool IsEndUnseen => Slot is { CountedToNs: 0, CountedFromNs: > 0 } && SeenEndNs == 0;

    private long SeenEndNs => Math.Max(journal.Workers.Most(w => w.EndedNs), journal.WorkerExits.Where(w => w.Groups.Contains(Facts.Group)).Most(w => w.AtNs));

    public long? WallNs => CountedFromNs > 0 && CountedToNs >= CountedFromNs ? CountedToNs - CountedFromNs : null;

    public double? OpsPerSecond => WallNs is > 0 and var wall ? Math.Round(Slot.Ops * 1e9 / wall, 3) : null;

    public Outcome Outcome => (Slot.Outcome, Slot.State) switch
    {
        (ThreadOutcome.Completed, _) => Outcome.Completed,
        (ThreadOutcome.Faulted, _) => Outcome.Faulted,
        (ThreadOutcome.Canceled, _) => Outcome.Canceled,
        (ThreadOutcome.TimedOut, _) => Outcome.TimedOut,
        (ThreadOutcome.NotStarted, _) => Outcome.NotStarted,
        _ when found.GivenUp.Contains(Facts.Index) => Outcome.Abandoned,
        (_, ThreadPhase.NotStarted or ThreadPhase.Starting) => Outcome.NotStarted,
        _ => Outcome.Crashed,
    };

    public ThreadResult Result(long firstNs) => new()
    {
        Index = Facts.Index,
        Name = Facts.Name,
        OsName = Facts.OsName,
        Group = Facts.Group,
        Target = Facts.Target,
        Args = Facts.Args,
        Kwargs = Facts.Kwargs,
        Daemon = Facts.Daemon,
        OsThreadId = Slot.OsThreadId > 0 ? Slot.OsThreadId : null,
        ManagedThreadId = Slot.ManagedThreadId > 0 ? Slot.ManagedThreadId : null,
        Pin = Facts.Pin is { } pin ? new(pin.Requested, pin.Cpus, Slot.Pin == PinState.Verified) : null,
        Cpus = new(reading.CpusSeen, reading.CpusSeen.IsEmpty ? null : Slot.CpuMoves),
        Outcome = Outcome,
        StartLatencyNs = Slot.FirstInstructionNs > 0 ? Slot.FirstInstructionNs - Slot.StartRequestedNs : null,
        StartOffsetNs = CountedFromNs > 0 ? CountedFromNs - firstNs : null,
        WallNs = WallNs,
        Cpu = HasMeters && Slot.UserNs >= 0 ? new(Slot.UserNs, Slot.SystemNs) : null,
        RunQueueWaitNs = Known(Slot.RunQueueWaitNs),
        ContextSwitches = HasMeters && Slot.VoluntarySwitches >= 0 ? new(Slot.VoluntarySwitches, Slot.InvoluntarySwitches) : null,
        PageFaults = HasMeters && Slot.MinorFaults >= 0 ? Slot.MinorFaults + Slot.MajorFaults : null,
        AllocatedBytes = Known(Slot.AllocatedBytes),
        Ops = Slot.Ops,
        Errors = Slot.Errors,
        WarmupOps = Slot.WarmupOps,
        WarmupNs = Slot.WarmupNs,
        RunOutOps = Slot.RunOutOps,
        OpsPerSecond = OpsPerSecond,
        Sampling = Slot.SamplingEvery > 0 ? new(Slot.SamplingEvery == 1 ? "every" : "sampled", Slot.SamplingEvery) : null,
        LatencyNs = Latency,
        ServiceNs = Facts.Rate is null || Service is null ? null : LatencyResult.Of(Service),
        Backlog = Facts.Rate is null ? null : Slot.BacklogOps,
        Returned = found.Returned[Facts.Index].LastOrDefault()?.Value,
        Metrics = Metrics(),
        Instance = Facts.Instance,
        Partial = reading.IsPartial,
    };

    /// <summary>Meters are stored when the counted part has ended.</summary>
    private bool HasMeters => Slot.CountedToNs > 0;

    private long? Known(long value) => HasMeters && value >= 0 ? value : null;

    private double? MeanOfAll() => Slot.SamplingEvery > 1 && Slot.Ops > 0 && WallNs is { } wall ? (double)wall / Slot.Ops : null;

    private ImmutableSortedDictionary<string, MetricResult> Metrics()
    {
        var metrics = ImmutableSortedDictionary<string, MetricResult>.Empty;
        foreach (var told in found.Metrics[Facts.Index])
        {
            if (told.Cell < reading.Metrics.Length && reading.Metrics[told.Cell] is { Count: > 0 } cell)
                metrics = metrics.Add(told.Name, new(cell.Last, cell.Sum, cell.Min, cell.Max, cell.Count));
        }
        return metrics;
    }
}
