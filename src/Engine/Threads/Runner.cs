using System.Collections.Immutable;
using Threadmill.Engine.Affinity;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Planning;

namespace Threadmill.Engine.Threads;

/// <summary>
/// Runs a bound plan: starts its threads, releases them together, watches them to their end. All that is measured goes into
/// the journal; nothing is returned. One runner runs once.
/// </summary>
public sealed class Runner : IDisposable
{
    private readonly BoundPlan plan;
    private readonly JournalWriter journal;
    private readonly StartLine line;
    private readonly StopLadder ladder;
    private readonly ImmutableArray<LiveThread> threads;
    private readonly RunServices services;

    /// <param name="tell">Takes a line for each step of a thread's life, on that thread; null tells nothing.</param>
    public Runner(BoundPlan plan, JournalWriter journal, IThreadPinning pinning, int allowedCpus, Action<string, string>? tell = null)
    {
        this.plan = plan;
        this.journal = journal;
        var shared = plan.Threads.GroupBy(t => t.Group).ToDictionary(g => g.Key, g => new SharedState(g.Count()));
        var stops = plan.Specs.ToDictionary(s => s, _ => new StopScope(CallbackFailed), ReferenceEqualityComparer.Instance);
        threads = [.. plan.Threads.Select(t => new LiveThread(t, journal, stops[t.Spec], shared[t.Group]))];
        var now = Clock.Now();
        var watches = plan.Specs.Select(s => new SpecWatch(s.Spec, stops[s], [.. threads.Where(t => t.Planned.Spec == s)], now)).ToArray();
        line = new StartLine(threads.Length, allowedCpus);
        ladder = new StopLadder(watches, plan.Plan.Timeout, plan.Plan.Grace, journal);
        services = new RunServices(plan, journal, line, pinning, ladder, new FailurePolicy(plan.Plan, ladder), tell);
    }

    /// <summary>Asks the run to stop; the same reason again goes up the ladder without waiting. Any thread.</summary>
    public void Stop(StopReason reason) => ladder.Request(reason);

    /// <summary>Goes up the stop ladder without waiting on its rungs. Any thread.</summary>
    public void StopAtOnce() => ladder.SkipGrace();

    /// <summary>Blocks until every thread has ended or was given up.</summary>
    public void Run()
    {
        foreach (var remark in plan.Remarks)
            journal.Append(new DiagnosticFacts(remark.IsWarning ? DiagnosticSeverity.Warning : DiagnosticSeverity.Hint, remark.Code, remark.Message));
        var before = ProcessMeter.Read();
        new ThreadStarter(threads, services).StartAll();
        ladder.Watch(line);
        var used = ProcessMeter.Read() - before;
        journal.Append(new WorkerFacts
        {
            Pid = Environment.ProcessId,
            Groups = [.. plan.Threads.Select(t => t.Group).Distinct()],
            GcSettings = plan.Plan.Gc,
            GcCollections = used.GcCollections,
            GcPauseNs = used.GcPauseNs,
            LockContentions = used.LockContentions,
            EndedNs = Clock.Now(),
        });
    }

    public void Dispose()
    {
        line.Dispose();
        ladder.Dispose();
    }

    private void CallbackFailed(Exception e) => journal.Append(new ExceptionFacts
    {
        Thread = null, Group = null, Cell = -1, Phase = FailurePhase.Background, Op = 0, Thrown = ThrownText.Of(e),
    });
}
