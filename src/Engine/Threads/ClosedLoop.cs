using System.Globalization;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Planning;

namespace Threadmill.Engine.Threads;

/// <summary>
/// Calls again and again, each call as soon as the last one ended, until calls, time or a request end it: warm-up, uncounted
/// run-in until the run is warm, the counted part, uncounted run-out until the group has finished.
/// </summary>
/// <param name="meter">The calling thread's.</param>
internal sealed unsafe class ClosedLoop(LiveThread me, RunServices run, Operation operation, CpuMeter meter)
{
    private readonly ThreadSlot* slot = me.Slot;
    private readonly ThreadSpec spec = me.Planned.Spec.Spec;
    private readonly LoopStretch stretch = new(me, run, operation);
    private readonly GroupPace? pace = me.Pace;
    private readonly long maxCalls = me.Planned.Spec.Spec.Ops ?? long.MaxValue;
    private readonly TimeSpan duration = me.Planned.Spec.Spec.Duration ?? TimeSpan.MaxValue;

    /// <param name="atEdge">Called where the counted part begins and where it ends.</param>
    public void Run(Action atEdge)
    {
        var goesOn = WarmUp();
        me.LeaveRunIn();
        if (goesOn && me.Gate is { } gate)
            goesOn = RunIn(gate);
        if (goesOn)
        {
            ForgetWarmUp();
            atEdge();
            goesOn = Count();
            atEdge();
        }
        me.IsCutShort |= slot->CountedFromNs == 0 && me.Stop.IsRequested && !me.IsFaulted;
        me.LeaveCounting();
        if (goesOn && pace is not null)
            RunOut(pace);
    }

    private bool WarmUp()
    {
        var wanted = Warmth.Of(spec);
        if (wanted.Longest == TimeSpan.Zero)
        {
            stretch.Sampling = spec.SamplingEvery is { } asked ? Sampling.Of(asked, 0) : Sampling.All;
            return true;
        }
        slot->State = ThreadPhase.WarmingUp;
        var fromNs = Clock.Now();
        var goesOn = FollowForerunner(wanted.Shortest);
        var ledNs = Clock.Now() - fromNs;
        var warmUp = new WarmUp(stretch, wanted, meter);
        goesOn = goesOn && warmUp.Run();
        if (goesOn && warmUp.WasInVain)
            TellUnsettled(wanted.Longest, warmUp.Spread);
        slot->WarmupNs += ledNs;
        if (goesOn && !stretch.HasSteps)
            stretch.Sampling = spec.SamplingEvery is { } every ? Sampling.Of(every, warmUp.CallNs) : warmUp.Calibrate();
        return goesOn;
    }

    private void TellUnsettled(TimeSpan after, double spread) => run.Remarks.Tell(DiagnosticSeverity.Hint, "warm-up", me.Planned.Group, string.Create(CultureInfo.InvariantCulture,
        $"the cost of '{me.Planned.Group}' had not come to rest after {after.TotalSeconds:0.#} s of warm-up (it still moved by {spread * 100:0} % or something was being compiled); --warmup sets another length"));

    /// <summary>Calls as the forerunner of its spec, or waits for who does. False if the thread must end.</summary>
    private bool FollowForerunner(TimeSpan warmUp)
    {
        if (me.Forerunner is not { } forerunner)
            return true;
        if (!forerunner.TryBecome())
        {
            forerunner.Await(() => me.Stop.IsRequested);
            return !me.Stop.IsRequested;
        }
        try
        {
            var until = stretch.TicksAfter(warmUp < Forerunner.Lead ? warmUp : Forerunner.Lead);
            var goesOn = stretch.Run(FailurePhase.Warmup, &slot->WarmupOps, null, long.MaxValue, maxCalls: 1);
            forerunner.Called();
            return goesOn && stretch.Run(FailurePhase.Warmup, &slot->WarmupOps, null, until, long.MaxValue);
        }
        finally
        {
            forerunner.Done();
        }
    }

    private void ForgetWarmUp()
    {
        if (slot->WarmupOps + slot->Errors > 0)
            Histogram.Clear(stretch.Histogram);
        slot->LongestStallNs = 0;
    }

    private bool RunIn(WarmGate gate)
    {
        slot->State = ThreadPhase.WarmingUp;
        var fromNs = Clock.Now();
        var goesOn = stretch.Run(FailurePhase.Warmup, &slot->WarmupOps, gate.AllWarm.Pointer, long.MaxValue, long.MaxValue);
        slot->WarmupNs += Clock.Now() - fromNs;
        return goesOn;
    }

    /// <summary>False if the thread has nothing more to do: it was asked to stop, or an exception ended it.</summary>
    private bool Count()
    {
        slot->SamplingEvery = stretch.Sampling.Every;
        slot->State = ThreadPhase.Running;
        slot->CountedFromNs = Clock.Now();
        var goesOn = stretch.Run(FailurePhase.Operation, &slot->Ops, null, stretch.TicksAfter(duration), maxCalls);
        slot->CountedToNs = Clock.Now();
        me.IsCutShort = !goesOn && me.Stop.IsRequested && !me.IsFaulted;
        return goesOn;
    }

    private void RunOut(GroupPace group)
    {
        slot->State = ThreadPhase.RunningOut;
        stretch.IsScratch = true;
        stretch.Run(FailurePhase.RunOut, &slot->RunOutOps, group.AllFinished.Pointer, long.MaxValue, long.MaxValue);
    }
}
