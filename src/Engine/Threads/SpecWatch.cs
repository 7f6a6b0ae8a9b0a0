using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Planning;

namespace Threadmill.Engine.Threads;

/// <summary>The threads of one spec as the stop ladder sees them. Used by the coordinator, but for <see cref="Ask"/>.</summary>
internal sealed class SpecWatch(ThreadSpec spec, StopScope stop, IReadOnlyList<LiveThread> threads, long startedNs)
{
    private long askedAtNs;
    private int living = threads.Count;

    public ThreadSpec Spec => spec;

    public StopScope Stop => stop;

    public string Group => spec.Group;

    public bool IsDaemon => spec.Daemon;

    /// <summary>0 not asked, 1 token, 2 interrupted, 3 given up.</summary>
    public int Rung { get; private set; }

    public bool IsAsked => Volatile.Read(ref askedAtNs) != 0;

    public long AskedAtNs => Volatile.Read(ref askedAtNs);

    /// <summary>0 until then.</summary>
    public long InterruptedAtNs { get; private set; }

    public IEnumerable<LiveThread> Living => threads.Where(t => !t.HasEnded && !t.IsAbandoned);

    /// <summary>Counted, not looked up: with thousands of threads every end would cost a walk over all.</summary>
    public bool IsLiving => Volatile.Read(ref living) > 0 && Rung < 3;

    /// <summary>One of its threads has ended. Any thread.</summary>
    public void Ended() => Interlocked.Decrement(ref living);

    /// <summary>Any thread. True if nobody had asked before.</summary>
    public bool Ask(StopReason reason)
    {
        if (!stop.Request(reason))
            return false;
        Rung = 1;
        Volatile.Write(ref askedAtNs, Clock.Now());
        return true;
    }

    public void AskIfDue(long now, TimeSpan grace)
    {
        if (IsAsked || !IsLiving)
            return;
        if (spec.Deadline is { } deadline && now >= startedNs + Nanoseconds(deadline))
            Ask(StopReason.Deadline);
        else if (now >= OverdueAt(grace))
            Ask(StopReason.Overdue);
    }

    /// <summary>When this spec wants to be looked at again, though nobody has asked it to stop.</summary>
    public long NextDue(TimeSpan grace)
    {
        if (IsAsked || !IsLiving)
            return long.MaxValue;
        var deadline = spec.Deadline is { } limit ? startedNs + Nanoseconds(limit) : long.MaxValue;
        return Math.Min(deadline, OverdueAt(grace));
    }

    public void Interrupt()
    {
        Rung = 2;
        InterruptedAtNs = Clock.Now();
        foreach (var thread in Living)
            thread.Interrupt();
    }

    public void Abandon()
    {
        Rung = 3;
        foreach (var thread in Living.ToArray())
            thread.IsAbandoned = true;
    }

    private static long Nanoseconds(TimeSpan span) => (long)span.TotalNanoseconds;

    /// <summary>One grace after the last thread's own duration; never without a duration or before all threads were released.</summary>
    private unsafe long OverdueAt(TimeSpan grace)
    {
        if (spec.Duration is not { } duration)
            return long.MaxValue;
        long from = 0;
        foreach (var thread in threads)
        {
            if (thread.Slot->CountedFromNs == 0)
                return long.MaxValue;
            from = Math.Max(from, thread.Slot->CountedFromNs);
        }
        return from + Nanoseconds(duration) + Nanoseconds(grace);
    }
}
