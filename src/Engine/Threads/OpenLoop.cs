using System.Runtime;
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

    /// <summary>A backlog of more calls is recorded in that many portions.</summary>
    private const long MostPortions = 100_000;

    /// <summary>A warm-up that nobody measured out has settled when this many calls were made and the JIT was still for so many windows.</summary>
    private const int FewCalls = 50;
    private const int StillWindows = 4;
    private static readonly long WindowNs = 50 * NsPerMs;

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
        var goesOn = WarmUp();
        atEdge();
        if (goesOn)
        {
            slot->State = ThreadPhase.Running;
            // Only now: what the meters take is no lateness of the first call.
            var startNs = slot->CountedFromNs = Clock.Now();
            var untilNs = spec.Duration is { } d ? startNs + Nanoseconds(d) : long.MaxValue;
            var (schedule, maxCalls) = (Of(startNs), spec.Ops ?? long.MaxValue);
            long begun = 0;
            goesOn = Pace(schedule, ref begun, untilNs, maxCalls, FailurePhase.Operation);
            CountBacklog(schedule, begun, maxCalls, Math.Min(untilNs, Clock.Now()));
            // A thread that woke late from its last wait did nothing then that was asked for.
            slot->CountedToNs = Math.Min(Clock.Now(), Math.Max(untilNs, lastEndedNs));
            me.IsCutShort = !goesOn && me.Stop.IsRequested && !me.IsFaulted;
        }
        me.IsCutShort |= slot->CountedFromNs == 0 && me.Stop.IsRequested && !me.IsFaulted;
        atEdge();
    }

    private static long Nanoseconds(TimeSpan span) => (long)span.TotalNanoseconds;

    private Schedule Of(long startNs) => new(startNs, rate, spec.Threads, me.Planned.IndexInSpec);

    /// <summary>At the rate, too: for as long as was asked for or until it has settled, and on until all threads of the run are warm.</summary>
    private bool WarmUp()
    {
        var wanted = Warmth.Of(spec);
        var goesOn = true;
        if (wanted.Longest > TimeSpan.Zero)
        {
            slot->State = ThreadPhase.WarmingUp;
            var fromNs = Clock.Now();
            var schedule = Of(fromNs);
            var endNs = fromNs + Nanoseconds(wanted.Longest);
            long begun = 0, compiled = 0;
            for (var still = 0; goesOn && Clock.Now() is var now && now < endNs;)
            {
                if (now - fromNs >= Nanoseconds(wanted.Shortest) && still >= StillWindows && slot->Ops >= FewCalls)
                    break;
                goesOn = Pace(schedule, ref begun, Math.Min(now + WindowNs, endNs), long.MaxValue, FailurePhase.Warmup);
                var count = JitInfo.GetCompiledMethodCount();
                still = count == compiled ? still + 1 : 0;
                compiled = count;
            }
            me.LeaveRunIn();
            while (goesOn && me.Gate is { AllWarm.IsSet: false })
                goesOn = Pace(schedule, ref begun, Clock.Now() + WindowNs, long.MaxValue, FailurePhase.Warmup);
            slot->WarmupOps = slot->Ops;
            slot->WarmupNs = Clock.Now() - fromNs;
            slot->Ops = 0;
            Histogram.Clear(latency);
            Histogram.Clear(service);
            slot->WakeUpErrorNs = 0;
        }
        me.LeaveRunIn();
        return goesOn;
    }

    /// <param name="n">Calls that were begun: their places in the schedule are taken.</param>
    /// <returns>False if the thread must end.</returns>
    private bool Pace(Schedule schedule, ref long n, long untilNs, long maxCalls, FailurePhase phase)
    {
        for (; n < maxCalls; n++)
        {
            var due = schedule.DueNs(n);
            if (due >= untilNs)
                return WaitUntil(untilNs);
            // A call that is overdue waits for nothing: its lateness is no fault of the waking.
            isAwaited = n == 0 || Clock.Now() < due;
            if (!WaitUntil(due) || Clock.Now() >= untilNs)
                return !me.Stop.IsRequested;
            if (!Call(due, phase))
            {
                n++;
                return false;
            }
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
        var end = Math.Min(maxCalls, schedule.FirstDueAfter(endNs));
        var portion = Math.Max(1, (end - firstNotBegun) / MostPortions);
        for (var n = firstNotBegun; n < end; n += portion)
        {
            var count = Math.Min(portion, end - n);
            slot->BacklogOps += count;
            latency[Histogram.IndexOf(Math.Clamp(endNs - schedule.DueNs(n), 0, Histogram.Highest))] += count;
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
