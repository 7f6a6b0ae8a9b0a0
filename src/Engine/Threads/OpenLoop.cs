using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Planning;

namespace Threadmill.Engine.Threads;

/// <summary>
/// Calls at times fixed beforehand, as wrk2 does: the i-th call of the spec is due at start + i/rate, and its latency counts
/// from then, whenever it begins. A stall shifts nothing: calls that came due meanwhile are made as fast as possible and
/// carry their waiting in their latency. The threads of a spec take turns, so that their calls do not coincide.
/// </summary>
internal sealed unsafe class OpenLoop(LiveThread me, RunServices run, Operation operation, double rate)
{
    /// <summary>Sleeping wakes up late by some 50-100 µs (timer slack and wake-up); the rest is spun.</summary>
    private const long SpinNs = 150_000;
    private const long NsPerMs = 1_000_000;

    private readonly ThreadSlot* slot = me.Slot;
    private readonly ThreadSpec spec = me.Planned.Spec.Spec;
    private readonly ErrorPolicy policy = run.Plan.Plan.OnErrorOf(me.Planned.Group);
    private readonly long* latency = run.Journal.Latency(me.Planned.Index);
    private readonly long* service = run.Journal.Service(me.Planned.Index);
    private long lastEndedNs;
    private bool isAwaited;

    /// <param name="atEdge">Called where the counted part begins and where it ends.</param>
    public void Run(Action atEdge)
    {
        slot->SamplingEvery = 1;
        var startNs = Clock.Now();
        var warmup = spec.Warmup ?? TimeSpan.Zero;
        var goesOn = true;
        if (warmup > TimeSpan.Zero)
        {
            slot->State = ThreadPhase.WarmingUp;
            goesOn = Pace(startNs, startNs + Nanoseconds(warmup), long.MaxValue, FailurePhase.Warmup);
            slot->WarmupOps = slot->Ops;
            slot->WarmupNs = Clock.Now() - startNs;
            slot->Ops = 0;
            Histogram.Clear(latency);
            Histogram.Clear(service);
            slot->WakeUpErrorNs = 0;
        }
        atEdge();
        if (goesOn)
        {
            slot->State = ThreadPhase.Running;
            // Only now: what the meters take is no lateness of the first call.
            slot->CountedFromNs = startNs = Clock.Now();
            var untilNs = spec.Duration is { } d ? startNs + Nanoseconds(d) : long.MaxValue;
            goesOn = Pace(startNs, untilNs, spec.Ops ?? long.MaxValue, FailurePhase.Operation);
            // A thread that woke late from its last wait did nothing then that was asked for.
            slot->CountedToNs = Math.Min(Clock.Now(), Math.Max(untilNs, lastEndedNs));
            me.IsCutShort = !goesOn && me.Stop.IsRequested && !me.IsFaulted;
        }
        me.IsCutShort |= slot->CountedFromNs == 0 && me.Stop.IsRequested && !me.IsFaulted;
        atEdge();
    }

    private static long Nanoseconds(TimeSpan span) => (long)span.TotalNanoseconds;

    private bool Pace(long startNs, long untilNs, long maxCalls, FailurePhase phase)
    {
        var schedule = new Schedule(startNs, rate, spec.Threads, me.Planned.IndexInSpec);
        for (long n = 0; n < maxCalls; n++)
        {
            var due = schedule.DueNs(n);
            if (due >= untilNs)
                return WaitUntil(untilNs);
            // A call that is overdue waits for nothing: its lateness is no fault of the waking.
            isAwaited = n == 0 || Clock.Now() < due;
            if (!WaitUntil(due) || Clock.Now() >= untilNs)
            {
                CountBacklog(schedule, n, maxCalls, Math.Min(untilNs, Clock.Now()));
                return !me.Stop.IsRequested;
            }
            if (!Call(due, phase))
                return false;
        }
        return true;
    }

    private bool Call(long dueNs, FailurePhase phase)
    {
        slot->Calls++;
        try
        {
            operation.Call(out var startedNs, out var endedNs);
            lastEndedNs = endedNs;
            if (isAwaited)
                slot->WakeUpErrorNs = Math.Max(slot->WakeUpErrorNs, startedNs - dueNs);
            Histogram.Record(service, endedNs - startedNs);
            Histogram.Record(latency, endedNs - dueNs);
            slot->Ops++;
            return !me.Stop.IsRequested;
        }
        catch (Exception e) when (me.IsNormalEnd(e))
        {
            return false;
        }
        catch (Exception e)
        {
            slot->Errors++;
            run.Failures.Faulted(me, e, operation.Steps?.PhaseOf(phase) ?? phase, slot->Calls);
            if (policy.Scope == ErrorScope.None && (policy.MaxErrors is not { } max || slot->Errors < max))
                return !me.Stop.IsRequested;
            me.IsFaulted = true;
            return false;
        }
    }

    /// <summary>Calls that came due before the end but were never begun: their age at the end is a lower bound of their latency.</summary>
    private void CountBacklog(Schedule schedule, long firstNotBegun, long maxCalls, long endNs)
    {
        for (var n = firstNotBegun; n < maxCalls && schedule.DueNs(n) < endNs; n++)
        {
            slot->BacklogOps++;
            Histogram.Record(latency, endNs - schedule.DueNs(n));
        }
    }

    /// <summary>Sleeps, then spins. False if the thread was asked to stop meanwhile.</summary>
    private bool WaitUntil(long dueNs)
    {
        for (var left = dueNs - Clock.Now(); left > SpinNs && !me.Stop.IsRequested; left = dueNs - Clock.Now())
        {
            // A wait that can be interrupted counts in whole milliseconds; the rest is too short to want interrupting.
            if (left > 3 * NsPerMs)
                me.Stop.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds((left / NsPerMs) - 2));
            else if (!FineSleep.TryFor(left - SpinNs))
                break;
        }
        while (Clock.Now() < dueNs && *me.Stop.Flag == 0)
            Thread.SpinWait(1);
        return !me.Stop.IsRequested;
    }
}
