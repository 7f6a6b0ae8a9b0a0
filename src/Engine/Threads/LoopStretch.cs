using Threadmill.Engine.Journal;
using Threadmill.Engine.Planning;

namespace Threadmill.Engine.Threads;

/// <summary>Runs one phase of a thread's loop and goes on after exceptions where the failure policy lets it.</summary>
internal sealed unsafe class LoopStretch(LiveThread me, RunServices run, Operation operation)
{
    private static readonly PaddedFlag Never = new();

    private readonly ThreadSlot* slot = me.Slot;
    private readonly ErrorPolicy policy = run.Plan.Plan.OnErrorOf(me.Planned.Group);
    private readonly LoopClock clock = run.ClockOf(me.Planned.Spec.Spec);
    private readonly long* scratch = run.Scratch;
    private ulong random = 0x9E3779B97F4A7C15UL * (ulong)(me.Planned.Index + 1) | 1;

    public Sampling Sampling { get; set; } = Sampling.All;

    /// <summary>Untimed steps stand between the calls: each is timed by itself.</summary>
    public bool HasSteps => operation.Steps is not null;

    public long* Histogram { get; } = run.Journal.Latency(me.Planned.Index);

    /// <summary>Record nowhere that is reported: what is counted has been counted.</summary>
    public bool IsScratch { get; set; }

    public LoopClock LoopClock => clock;

    public ThreadSlot* Slot => slot;

    public long TicksAfter(TimeSpan span) => clock.After(span);

    /// <summary>Calls until the phase is over. False if the thread must end: it was asked to, or an exception ended it.</summary>
    /// <param name="counter">Where the calls that ended well are added up, for a reader of the journal to see.</param>
    /// <param name="phaseOver">Set by others to end the phase; null: nobody does.</param>
    /// <param name="untilTicks">When the phase is over by the clock.</param>
    /// <param name="maxCalls">How many calls the phase has, successful or not.</param>
    public bool Run(FailurePhase phase, long* counter, int* phaseOver, long untilTicks, long maxCalls)
    {
        while (true)
        {
            var frame = Frame(counter, phaseOver, untilTicks, maxCalls);
            try
            {
                Loop(ref frame);
                slot->Calls += frame.Ended;
                return !me.Stop.IsRequested;
            }
            catch (Exception e)
            {
                *counter = frame.OpsBefore + frame.Ended;
                slot->Calls += frame.Ended + 1;
                maxCalls -= frame.Ended + 1;
                if (!GoesOnAfter(e, phase))
                    return false;
            }
            finally
            {
                random = frame.Random;
                slot->LongestStallNs = Math.Max(slot->LongestStallNs, frame.LongestStallNs);
            }
        }
    }

    private void Loop(ref LoopFrame frame)
    {
        if (HasSteps)
            operation.RunStepped(ref frame, clock.IsTsc);
        else if (Sampling.Every == 1)
            operation.RunTimed(ref frame, clock.IsTsc);
        else
            operation.RunSampled(ref frame, clock.IsTsc);
    }

    private bool GoesOnAfter(Exception e, FailurePhase phase)
    {
        if (me.IsNormalEnd(e))
            return false;
        slot->Errors++;
        run.Failures.Faulted(me, e, operation.Steps?.PhaseOf(phase) ?? phase, slot->Calls);
        if (policy.Scope == ErrorScope.None && (policy.MaxErrors is not { } max || slot->Errors < max))
            return !me.Stop.IsRequested;
        me.IsFaulted = true;
        return false;
    }

    private LoopFrame Frame(long* counter, int* phaseOver, long untilTicks, long maxCalls) => new()
    {
        OpsBefore = *counter,
        Ops = *counter,
        UntilOps = maxCalls > long.MaxValue - *counter ? long.MaxValue : *counter + maxCalls,
        UntilTicks = untilTicks,
        LastTicks = clock.Read(),
        Stop = me.Stop.Flag,
        PhaseOver = phaseOver is null ? Never.Pointer : phaseOver,
        PublishedOps = counter,
        PublishedStart = &slot->CallStartedNs,
        Histogram = IsScratch ? scratch : Histogram,
        NsPerTickQ32 = clock.NsPerTickQ32,
        Every = Sampling.Every,
        TypicalNsQ16 = Sampling.TypicalNsQ16,
        Random = random,
    };
}
