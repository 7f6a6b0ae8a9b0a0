using System.Reflection;
using Threadmill.Engine.Affinity;
using Threadmill.Engine.Binding;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Targets;

namespace Threadmill.Engine.Threads;

/// <summary>
/// What runs on each thread, first instruction to last: pin, construct, arrive, work, check, dispose. Foreign exceptions end
/// in the journal, whatever phase they come from; a thread always arrives, also when its setup failed.
/// </summary>
internal sealed unsafe class ThreadBody
{
    private readonly LiveThread me;
    private readonly RunServices run;
    private readonly ThreadSlot* slot;
    private readonly BoundTarget target;
    private readonly ThreadSetup setup;
    private readonly EdgeMeter meter;

    public ThreadBody(LiveThread me, RunServices run)
    {
        this.me = me;
        this.run = run;
        slot = me.Slot;
        target = me.Planned.Spec.Target!;
        setup = new ThreadSetup(me, run);
        meter = new EdgeMeter(me, run, setup);
    }

    public void Run()
    {
        slot->FirstInstructionNs = Clock.Now();
        me.Begin();
        slot->ManagedThreadId = Environment.CurrentManagedThreadId;
        slot->OsThreadId = run.Pinning.CurrentThreadId();
        Enter(ThreadPhase.SettingUp, "thread started");
        try
        {
            var isReady = SetUp();
            if (Arrive() && isReady)
                Work();
            else
                me.IsCutShort = me.Stop.IsRequested && !me.IsFaulted;
        }
        finally
        {
            TearDown();
            End();
        }
    }

    private bool SetUp()
    {
        try
        {
            setup.Place();
            setup.Build();
            return true;
        }
        catch (Exception e)
        {
            return Escaped(e, FailurePhase.Setup);
        }
    }

    /// <summary>False if the run was called off before everybody had come.</summary>
    private bool Arrive()
    {
        slot->ArrivedNs = Clock.Now();
        Enter(ThreadPhase.Arrived, "arrived");
        try
        {
            run.Line.Pass(meter.Open, me.Stop.Token);
            return !me.Stop.IsRequested;
        }
        catch (Exception e) when (e is OperationCanceledException or ThreadInterruptedException)
        {
            return false;
        }
    }

    private void Work()
    {
        Enter(ThreadPhase.Running, "running");
        setup.Metrics.WorkBegins();
        var spec = me.Planned.Spec.Spec;
        if (spec.Rate is { } rate)
            new OpenLoop(me, run, setup.Operation!, rate).Run(meter.AtEdge);
        else if (spec.IsLoop)
            new ClosedLoop(me, run, setup.Operation!, meter.Meter!).Run(meter.AtEdge);
        else
        {
            new CallOnce(me, run, setup.Operation!).Run(meter.AtEdge);
            run.Line.AwaitAllBegun();
        }
    }

    private void TearDown()
    {
        Enter(ThreadPhase.TearingDown, "ending");
        me.LeaveRunIn();
        me.LeaveCounting();
        DrainInterrupt();
        if (!meter.HasBegun)
            setup.Metrics.CountingBegins();
        setup.Metrics.WorkEnds();
        if (setup.Own is { Instance: { } instance } own)
        {
            foreach (var check in own.Recipe.Checks)
                Guarded(() => CheckMethods.Run(check, instance), FailurePhase.Check);
            Guarded(own.End, FailurePhase.Teardown);
        }
        if (me.Shared.Leave())
            CloseShared();
    }

    /// <summary>What the group shared, on the thread that ends last.</summary>
    private void CloseShared()
    {
        var made = me.Shared.Made();
        foreach (var shared in made)
        {
            foreach (var check in shared.Recipe.Checks)
                Guarded(() => CheckMethods.Run(check, shared.Instance!), FailurePhase.Check);
        }
        foreach (var shared in made.Reverse())
        {
            run.Objects?.KeepShared(shared.Instance!);
            Guarded(shared.End, FailurePhase.Teardown);
        }
    }

    private void End()
    {
        if (setup.Operation is { } operation && slot->Ops > 0)
        {
            if (target.InnerOps > 1)
                setup.TellInnerOps();
            var returned = operation.Returned;
            run.Journal.Append(new ReturnedFacts(me.Planned.Index, ReturnedText.Of(returned)));
            if (ReturnedText.IsUnread(returned))
                TellUnread();
            run.Objects?.KeepReturned(me.Planned.Index, returned);
        }
        if (me.Planned.Cpus is { } cpus)
            slot->Pin = run.Pinning.Current().Equals(cpus) ? PinState.Verified : PinState.NotVerified;
        meter.Dispose();
        slot->StoppedBy = me.Stop.Reason;
        slot->Outcome = Outcome();
        slot->EndedNs = Clock.Now();
        Enter(ThreadPhase.Ended, run.Tell is null ? "" : $"ended: {slot->Outcome}");
        run.Journal.Seal(me.Planned.Index, me.Planned.Spec.Spec.IsLoop);
        run.Ladder.Ended(me);
    }

    private void TellUnread() => run.Remarks.Tell(DiagnosticSeverity.Warning, "unread", me.Planned.Group,
        $"'{target.Name}' returns a sequence that runs only when it is read, and nobody reads it: what was measured is the making of it; read it in the method (ToList, Count, foreach)");

    private ThreadOutcome Outcome() => me switch
    {
        { IsFaulted: true } => ThreadOutcome.Faulted,
        { IsCutShort: false } => ThreadOutcome.Completed,
        { Stop.Reason: StopReason.Overdue or StopReason.Finished } => ThreadOutcome.Completed,
        { Stop.Reason: StopReason.Timeout or StopReason.Deadline } => ThreadOutcome.TimedOut,
        _ => ThreadOutcome.Canceled,
    };

    /// <summary>Tells an exception from a normal end after a request to stop. Always false: the thread has nothing more to do.</summary>
    private bool Escaped(Exception e, FailurePhase phase)
    {
        if (!me.IsNormalEnd(e))
            run.Failures.Faulted(me, e, phase, 0);
        return false;
    }

    private void Guarded(Action foreign, FailurePhase phase)
    {
        try
        {
            foreign();
        }
        catch (Exception e)
        {
            run.Failures.Faulted(me, e, phase, 0);
        }
    }

    /// <summary>An interrupt that came too late to be of use would otherwise strike in the workload's Dispose.</summary>
    private static void DrainInterrupt()
    {
        try
        {
            Thread.Sleep(0);
        }
        catch (ThreadInterruptedException)
        {
            // Drained.
        }
    }

    private void Enter(ThreadPhase state, string step)
    {
        slot->State = state;
        run.Tell?.Invoke(me.Planned.Name, step);
    }
}
