using System.Collections.Immutable;
using System.Diagnostics;
using Threadmill.Engine.Affinity;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;

namespace Threadmill.Cli.Workers;

/// <summary>A worker process as its supervisor holds it. Used by one thread.</summary>
internal sealed unsafe class WorkerHandle : IDisposable
{
    private const int SignalBase = 128;
    private const int HighestSignal = 64;

    private readonly JournalWriter journal;
    private readonly int number;
    private readonly WaitingWorker waiting;
    private readonly Process process;
    private readonly OutputRelay output;
    private readonly OutputRelay errors;
    private long doneSinceNs;
    private long? runningSinceNs;
    private bool wasKilled;
    private string? limitHit;

    private WorkerHandle(JournalWriter journal, int number, ImmutableArray<string> groups, WaitingWorker waiting)
    {
        this.journal = journal;
        this.number = number;
        this.waiting = waiting;
        process = waiting.Process;
        Groups = groups;
        output = new OutputRelay(process.StandardOutput);
        errors = new OutputRelay(process.StandardError);
    }

    public ImmutableArray<string> Groups { get; }

    public WorkerStage Stage => (WorkerStage)Volatile.Read(ref journal.Control->Stages[number]);

    /// <summary>When it was first seen to run its threads; null until then.</summary>
    public long? RunningSinceNs => runningSinceNs ??= Stage >= WorkerStage.Running ? Clock.Now() : null;

    /// <summary>Its end was recorded: there is nothing more to do about it.</summary>
    public bool HasEnded { get; private set; }

    public bool HasExited => process.HasExited;

    public int Pid => process.Id;

    /// <summary>Where its threads hang was written down.</summary>
    public bool WasSeen { get; private set; }

    public long MemoryBytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <param name="waiting">The process, which from now on is the handle's.</param>
    public static WorkerHandle Start(WaitingWorker waiting, JournalWriter journal, int number, string? group, ImmutableArray<string> groups)
    {
        waiting.Assign(new(journal.Path, number, group));
        return new(journal, number, groups, waiting);
    }

    public void WaitForExit(TimeSpan time) => process.WaitForExit(time);

    /// <summary>It has said that it is done, and that so long ago.</summary>
    public bool IsOverdue(TimeSpan patience)
    {
        if (doneSinceNs == 0)
            doneSinceNs = Clock.Now();
        return Clock.Now() - doneSinceNs > patience.TotalNanoseconds;
    }

    /// <summary>It was looked at, and goes on.</summary>
    public void GoOn(bool wasSeen)
    {
        WasSeen = wasSeen;
        ProcessHold.LetGo(process.Id);
        Volatile.Write(ref journal.Control->Stages[number], (int)WorkerStage.Looked);
    }

    /// <summary>Takes it off the CPUs: it will be ended.</summary>
    public void Hold() => ProcessHold.Stop(process.Id);

    /// <param name="limit">The limit that it hit; null: it was asked to end and did not.</param>
    public void Kill(string? limit = null)
    {
        if (wasKilled)
            return;
        Hold();
        wasKilled = true;
        limitHit = limit;
        journal.Append(new RungFacts(process.Id, limit is null ? "kill" : "limit", (StopReason)journal.Control->StopReason, Clock.Now(), Unfinished()));
        process.Kill(entireProcessTree: true);
    }

    /// <summary>Puts into the journal how it ended. Only once it has exited.</summary>
    public void RecordExit()
    {
        process.WaitForExit();
        errors.Finish();
        output.Finish();
        HasEnded = true;
        if (errors.CulpritIndex is { } culprit && culprit < journal.Shape.Threads && journal.Slot(culprit)->IsSealed == 0)
            journal.Slot(culprit)->EndedProcess = 1;
        var isRegular = Stage is WorkerStage.Ended or WorkerStage.Refused;
        if (wasKilled || !isRegular)
            RuntimeRemains.Delete(process.Id);
        var code = process.ExitCode;
        var signal = !OperatingSystem.IsWindows() && code is > SignalBase and <= SignalBase + HighestSignal ? code - SignalBase : (int?)null;
        journal.Append(new WorkerExitFacts(
            process.Id,
            Groups,
            wasKilled || signal is not null ? null : code,
            wasKilled ? null : signal,
            wasKilled || isRegular ? null : errors.CrashText ?? $"the process was ended {(Stage < WorkerStage.Running ? "before it started a thread" : "while its threads ran")} ({(signal is null ? $"exit code {code}" : $"signal {signal}")})",
            limitHit,
            Clock.Now()));
    }

    public void Dispose() => waiting.Dispose();

    private ImmutableArray<int> Unfinished() =>
        [.. Enumerable.Range(0, journal.Shape.Threads).Where(i => journal.Slot(i)->State is not (ThreadPhase.Ended or ThreadPhase.NotStarted))];
}
