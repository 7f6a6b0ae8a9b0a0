using System.Diagnostics;
using Threadmill;
using Threadmill.Plugins.Cores;

namespace Plugins.Tests.Cores;

public sealed class WakeUpTests
{
    [Theory]
    [InlineData(SleepKind.Timer, 1)]
    [InlineData(SleepKind.Timer, 64)]
    [InlineData(SleepKind.Sleep, 2)]
    public void A_thread_wakes_once_a_call_and_from_the_timer_never_early(SleepKind kind, int threads)
    {
        long least = long.MaxValue;
        long began = Stopwatch.GetTimestamp();
        using var crew = new Crew().Add(threads, me => new WakeUp(me, TimeSpan.FromMilliseconds(2), kind), thread =>
        {
            long late = thread.Sleep();
            InterlockedMin(ref least, late);
        }, ops: 5).Run();
        Assert.Empty(crew.Failures);
        Assert.Equal(threads * 5, crew.Ops);
        Assert.Contains("wakeup ns", crew.Metrics.Keys);
        if (kind == SleepKind.Sleep)
            return; // counts from the system's last tick, so it may be early
        Assert.True(least >= 0, $"woke {-least} ns early");
        Assert.True(Stopwatch.GetElapsedTime(began) >= TimeSpan.FromMilliseconds(10), "5 sleeps of 2 ms cannot be shorter");
    }

    [Theory]
    [InlineData(100, 40, 90, 100)]
    [InlineData(100, 40, 100, 100)]
    [InlineData(100, 40, 101, 140)]
    [InlineData(100, 40, 140, 140)]
    [InlineData(100, 40, 250, 260)]
    public void Times_that_have_passed_are_skipped(long due, long interval, long now, long expected) =>
        Assert.Equal(expected, WakeUp.Next(due, interval, now));

    [Theory]
    [InlineData(SleepKind.Timer)]
    [InlineData(SleepKind.Sleep)]
    public void A_stop_does_not_wait_for_a_long_sleep(SleepKind kind)
    {
        using var crew = new Crew()
            .Add(1, me => new WakeUp(me, TimeSpan.FromHours(1), kind), thread => thread.Sleep())
            .Add(1, _ => new object(), _ => { }, ops: 1)
            .Run();
        Assert.Empty(crew.Failures);
    }

    [Fact]
    public void What_the_timer_cannot_do_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new WakeUp(new WorkloadThread(), TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WakeUp(new WorkloadThread(), TimeSpan.FromMicroseconds(1500), SleepKind.Sleep));
    }

    [Fact]
    public void Sleeping_allocates_nothing()
    {
        using var thread = new WakeUp(new WorkloadThread(), TimeSpan.FromMicroseconds(1));
        Assert.InRange(Crew.AllocatedPerCall(() => thread.Sleep()), 0, 0.99);
    }

    private static void InterlockedMin(ref long least, long value)
    {
        for (long seen = Volatile.Read(ref least); value < seen;)
        {
            long before = Interlocked.CompareExchange(ref least, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }
}
