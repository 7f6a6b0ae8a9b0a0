using System.Collections.Immutable;
using Threadmill.Engine.Affinity;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Planning;

namespace Threadmill.Cli.Workers;

/// <summary>Starts the workers of a run, releases them together, and stays until the last has ended, by itself or by force.</summary>
internal sealed unsafe class Supervisor(JournalWriter journal, RunPlan plan)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>What a worker is given beyond timeout and grace before it is ended, and to end once it has said that it is done.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.5);

    /// <summary>What loading may take beyond that, since the timeout is counted from the start of the threads. All in all a run ends 5 s after timeout and grace at the latest.</summary>
    private static readonly TimeSpan LoadPatience = TimeSpan.FromSeconds(1);

    /// <summary>What workers are given to see the instant and to wake who sleeps; Windows counts sleeps in ticks of 16 ms.</summary>
    private static readonly long ReleaseLeadNs = OperatingSystem.IsWindows() ? 40_000_000 : 5_000_000;

    private readonly HangLooks looks = new(journal);
    private long? stopSeenNs;

    /// <summary>For another thread, which must not look into the journal itself: it may be gone by then.</summary>
    private volatile bool areLoading = true;

    /// <summary>Known once a worker has asked for another runtime than the tool's; kept for all runs of a sweep.</summary>
    private static string? runtime;

    /// <param name="whileLoading">Is done on another thread once the workers were started; what it is given says whether no thread runs yet.</param>
    public void Run(Action<Func<bool>> whileLoading)
    {
        var groups = plan.Specs.Where(s => s.Target is not null).Select(s => s.Group).Distinct().ToArray();
        string?[] own = plan.Isolate == Isolation.Group && groups.Length > 1 ? [.. groups] : [null];
        var workers = own.Select((_, i) => Start(i)).ToArray();
        StartAside(() => whileLoading(() => areLoading));
        ShortTurns.TakeForAll();
        var startedNs = Clock.Now();
        while (workers.Any(w => !w.HasEnded))
        {
            workers.First(w => !w.HasEnded).WaitForExit(Tick);
            areLoading = workers.All(w => w.Stage < WorkerStage.Running);
            if (own.Length > 1)
                ReleaseWhenAllArrived(workers);
            for (var i = 0; i < workers.Length; i++)
            {
                if (workers[i] is { HasExited: true, HasEnded: false, Stage: WorkerStage.OtherRuntime })
                {
                    workers[i].Dispose();
                    Volatile.Write(ref journal.Control->Stages[i], (int)WorkerStage.Loading);
                    runtime = WorkerRuntime.For(journal.Path);
                    workers[i] = Start(i);
                }
            }
            LookAfter(workers, startedNs);
        }
        areLoading = false;
        foreach (var worker in workers)
            worker.Dispose();

        WorkerHandle Start(int i) => WorkerHandle.Start(Worker(), journal, i, own[i], own[i] is { } group ? [group] : [.. groups]);
    }

    /// <summary>On what the workers leave of the CPUs: their threads may be about to start.</summary>
    private static void StartAside(Action work) => new Thread(() =>
    {
        ThreadPinning.OfThisMachine.TrySetPriority(ThreadPriority.Lowest, out _);
        try
        {
            work();
        }
        catch (Exception)
        {
            // What fails here fails again where it counts, and is told there.
        }
    })
    { IsBackground = true, Name = "aside" }.Start();

    /// <summary>The spare one, where it is as the plan wants it.</summary>
    private WaitingWorker Worker()
    {
        if (plan.Gc is null && runtime is null && SpareWorker.Take() is { } spare)
            return spare;
        SpareWorker.Dismiss();
        return WaitingWorker.Start(plan.Gc, runtime);
    }

    private void LookAfter(WorkerHandle[] workers, long startedNs)
    {
        List<WorkerHandle> hanging = [], stuck = [];
        foreach (var worker in workers)
        {
            if (worker.HasEnded || worker is { HasExited: true, Stage: WorkerStage.OtherRuntime })
                continue;
            if (worker.HasExited)
                worker.RecordExit();
            else if (worker.Stage == WorkerStage.Hanging)
                hanging.Add(worker);
            else if (worker.Stage == WorkerStage.Stuck || (MustBeOverNs(worker, startedNs) is { } latest && Clock.Now() > latest))
                stuck.Add(worker);
            else if (plan.MaxMemoryBytes is { } limit && worker.MemoryBytes > limit)
                worker.Kill("memory");
            else if (worker.Stage is WorkerStage.Ended or WorkerStage.Refused && worker.IsOverdue(Patience))
                worker.Kill();
        }
        looks.LookAt(hanging);
        looks.End(stuck);
    }

    /// <summary>When a worker that obeys would have ended, whatever its threads do.</summary>
    private long? MustBeOverNs(WorkerHandle worker, long startedNs)
    {
        var graceNs = Volatile.Read(ref journal.Control->SkipGrace) != 0 ? 0 : (long)plan.Grace.TotalNanoseconds;
        var patienceNs = graceNs + (long)Patience.TotalNanoseconds;
        if (Volatile.Read(ref journal.Control->StopReason) != 0)
            return (stopSeenNs ??= Clock.Now()) + patienceNs;
        return plan.Timeout is not { } timeout ? null
            : (worker.RunningSinceNs ?? (startedNs + (long)LoadPatience.TotalNanoseconds)) + (long)timeout.TotalNanoseconds + patienceNs;
    }

    /// <summary>Threads of several processes begin at one instant: when the last has come to its start line. Who has died, or is asked to stop, is not waited for.</summary>
    private void ReleaseWhenAllArrived(WorkerHandle[] workers)
    {
        if (journal.Control->ReleaseAtNs != 0)
            return;
        var awaited = workers.Where(w => !w.HasEnded).SelectMany(w => w.Groups).ToHashSet();
        var isStopped = Volatile.Read(ref journal.Control->StopReason) != 0;
        if (!isStopped && plan.ThreadSpecs().Index().Any(t => awaited.Contains(t.Item.Group) && t.Item.Target is not null && !HasArrived(t.Index)))
            return;
        Volatile.Write(ref journal.Control->ReleaseAtNs, Clock.Now() + ReleaseLeadNs);
    }

    private bool HasArrived(int thread) => journal.Slot(thread)->State >= ThreadPhase.Arrived || journal.Slot(thread)->IsSealed != 0;
}
