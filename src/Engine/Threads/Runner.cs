using System.Collections.Immutable;
using Threadmill.Engine.Affinity;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Planning;

namespace Threadmill.Engine.Threads;

/// <summary>What a runner needs to know of the process it runs in.</summary>
public sealed record RunnerSetting
{
    public required IThreadPinning Pinning { get; init; }

    /// <summary>How many CPUs the process may use.</summary>
    public required int AllowedCpus { get; init; }

    public LoopClocks Clocks { get; init; } = new();

    /// <summary>The group this process runs, where each group has a process; null: all.</summary>
    public string? OnlyGroup { get; init; }

    /// <summary>The monotonic time at which several processes release their threads, once it is known; 0 until then. Null: this is the only one.</summary>
    public Func<long>? CommonRelease { get; init; }

    /// <summary>Called before threads of a run that is stopped are interrupted, while they still are where they hang. Null: nobody looks.</summary>
    public Action? BeforeInterrupt { get; init; }

    /// <summary>The process is a worker: its end is told by who caused it.</summary>
    public bool IsWorker { get; init; }

    /// <summary>Takes a thread's name and a step of its life, on that thread.</summary>
    public Action<string, string>? Tell { get; init; }

    /// <summary>Takes the objects of which the journal keeps the text; null: nobody wants them.</summary>
    public RunObjects? Objects { get; init; }
}

/// <summary>
/// Runs a bound plan: starts its threads, releases them together, watches them to their end. All that is measured goes into
/// the journal; nothing is returned. One runner runs once.
/// </summary>
public sealed class Runner : IDisposable
{
    private static readonly TimeSpan PatienceToTell = TimeSpan.FromMilliseconds(100);

    private readonly BoundPlan plan;
    private readonly JournalWriter journal;
    private readonly StartLine line;
    private readonly StopLadder ladder;
    private readonly ImmutableArray<LiveThread> threads;
    private readonly RunServices services;

    public Runner(BoundPlan plan, JournalWriter journal, RunnerSetting setting)
    {
        this.plan = plan;
        this.journal = journal;
        var mine = plan.Threads.Where(t => t.Spec.Target is not null && (setting.OnlyGroup is null || t.Group == setting.OnlyGroup)).ToArray();
        var shared = mine.GroupBy(t => t.Group).ToDictionary(g => g.Key, g => new SharedState(g.Count()));
        var stops = plan.Specs.ToDictionary(s => s, _ => new StopScope(CallbackFailed), ReferenceEqualityComparer.Instance as IEqualityComparer<BoundSpec>);
        var paces = mine.Where(t => GroupPace.Keeps(t.Spec.Spec)).GroupBy(t => t.Group)
            .ToDictionary(g => g.Key, g => new GroupPace(g.Count(), () => Finished(g.Key)));
        var gate = new WarmGate(mine.Count(t => WarmGate.Holds(t.Spec.Spec)));
        var forerunners = mine.Length > setting.AllowedCpus
            ? plan.Specs.ToDictionary(s => s, _ => new Forerunner(), ReferenceEqualityComparer.Instance as IEqualityComparer<BoundSpec>)
            : null;
        threads = [.. mine.Select(t => new LiveThread(t, journal, stops[t.Spec], shared[t.Group])
        {
            Gate = WarmGate.Holds(t.Spec.Spec) ? gate : null,
            Pace = GroupPace.Keeps(t.Spec.Spec) ? paces[t.Group] : null,
            Forerunner = forerunners?[t.Spec],
        })];
        var now = Clock.Now();
        var watches = plan.Specs.Select(s => new SpecWatch(s.Spec, stops[s], [.. threads.Where(t => ReferenceEquals(t.Planned.Spec, s))], now)).ToArray();
        // Threads of other processes spin too.
        var others = plan.Threads.Count(t => t.Spec.Target is not null) - threads.Length;
        line = new StartLine(threads.Length, Math.Max(1, setting.AllowedCpus - others), setting.CommonRelease);
        ladder = new StopLadder(watches, plan.Plan.Timeout, plan.Plan.Grace, journal, setting.BeforeInterrupt);
        services = new RunServices
        {
            Plan = plan,
            Journal = journal,
            Line = line,
            Pinning = setting.Pinning,
            Ladder = ladder,
            Failures = new FailurePolicy(plan.Plan, ladder, setting.Objects),
            Clocks = setting.Clocks,
            Remarks = new RunRemarks(journal),
            IsWorker = setting.IsWorker,
            Tell = setting.Tell,
            Objects = setting.Objects,
        };
    }

    /// <summary>True while a thread that was given up may still run in this process.</summary>
    public bool HasAbandoned => threads.Any(t => t.IsAbandoned && !t.HasEnded);

    /// <summary>Asks the run to stop. Any thread.</summary>
    public void Stop(StopReason reason) => ladder.Request(reason);

    /// <summary>Goes up the stop ladder without waiting on its rungs. Any thread.</summary>
    public void StopAtOnce() => ladder.SkipGrace();

    /// <summary>Blocks until every thread has ended or was given up.</summary>
    public void Run()
    {
        var machine = plan.Plan.Specs.Any(s => s.IsLoop) ? new MachineMeter() : null;
        Start();
        ShortTurns.Take();
        ladder.Watch(line);
        foreach (var remark in machine is null ? [] : MachineRemarks.Of(machine.Read()))
            journal.Append(remark);
        var used = services.Counted.Used;
        journal.Append(new WorkerFacts
        {
            Pid = Environment.ProcessId,
            Groups = [.. threads.Select(t => t.Planned.Group).Distinct()],
            GcSettings = plan.Plan.Gc,
            GcCollections = used.GcCollections,
            GcPauseNs = used.GcPauseNs,
            LockContentions = used.LockContentions,
            CpuNs = used.CpuNs,
            EndedNs = Clock.Now(),
        });
    }

    private void Start()
    {
        const int many = 100;
        var memory = threads.Length >= many ? Environment.WorkingSet : 0;
        var fromNs = Clock.Now();
        new ThreadStarter(threads, services).StartAll();
        if (threads.Length >= many)
            TellMany(fromNs, memory);
    }

    /// <summary>Started is who has run its first instruction; it is waited for a moment only.</summary>
    private unsafe void TellMany(long fromNs, long memoryBefore)
    {
        SpinWait.SpinUntil(() => threads.All(t => t.HasEnded || t.Slot->FirstInstructionNs > 0), PatienceToTell);
        var started = threads.Count(t => t.Slot->FirstInstructionNs > 0);
        if (started == 0)
            return;
        var tookNs = threads.Most(t => t.Slot->FirstInstructionNs) - fromNs;
        journal.Append(new DiagnosticFacts(DiagnosticSeverity.Hint, "many-threads",
            $"{started} threads were started in {tookNs / 1_000_000} ms and take {Math.Max(Environment.WorkingSet - memoryBefore, 0) / started / 1024} KiB of memory each"));
    }

    public void Dispose()
    {
        line.Dispose();
        ladder.Dispose();
    }

    /// <summary>All counted parts of a group are over: its threads need not go on for each other's sake.</summary>
    private void Finished(string group) => ladder.Request(group, GroupPace.Keeps, StopReason.Finished);

    private void CallbackFailed(Exception e) => journal.Append(new ExceptionFacts
    {
        Thread = null,
        Group = null,
        Cell = -1,
        Phase = FailurePhase.Background,
        Op = 0,
        Running = journal.CountRunning(),
        Thrown = ThrownText.Of(e),
    });
}
