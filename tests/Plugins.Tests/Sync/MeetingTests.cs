using Threadmill;
using Threadmill.Plugins.Sync;

namespace Plugins.Tests.Sync;

/// <summary>Barrier, countdown and condition: everybody waits for somebody, so ends must be thought of.</summary>
public sealed class MeetingTests
{
    [Theory]
    [InlineData(1, 1000)]
    [InlineData(2, 1000)]
    [InlineData(64, 50)]
    [InlineData(256, 5)]
    public void All_threads_cross_the_barrier_as_often_as_they_are_called(int threads, int ops)
    {
        using var crossing = new Crossing();
        using var crew = new Crew().Add(threads, me => new BarrierCrossing(crossing, me), thread => thread.Cross(), ops).Run();
        Assert.Empty(crew.Failures);
        Assert.Equal((long)threads * ops, crew.Ops);
        Crew.Check(crossing);
    }

    [Theory]
    [InlineData(1, 1000)]
    [InlineData(2, 1000)]
    [InlineData(64, 50)]
    [InlineData(256, 5)]
    public void All_threads_pass_the_countdown_as_often_as_they_are_called(int threads, int ops)
    {
        using var latch = new Latch();
        using var crew = new Crew().Add(threads, me => new Countdown(latch, me), thread => thread.SignalAndWait(), ops).Run();
        Assert.Empty(crew.Failures);
        Assert.Equal((long)threads * ops, crew.Ops);
        Crew.Check(latch);
    }

    [Fact]
    public void Who_has_more_calls_to_do_goes_on_without_those_who_left()
    {
        using var crossing = new Crossing();
        using var latch = new Latch();
        using var crew = new Crew();
        for (int ops = 1; ops <= 16; ops++)
        {
            crew.Add(1, me => new BarrierCrossing(crossing, me), thread => thread.Cross(), ops);
            crew.Add(1, me => new Countdown(latch, me), thread => thread.SignalAndWait(), ops);
        }
        crew.Run();
        Assert.Empty(crew.Failures);
        Assert.Equal(2 * 16 * 17 / 2, crew.Ops);
        Crew.Check(crossing);
        Crew.Check(latch);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(64)]
    public void Stopped_in_the_middle_all_end_and_the_checks_hold(int threads)
    {
        for (int attempt = 0; attempt < 5; attempt++)
        {
            using var crossing = new Crossing();
            using var latch = new Latch();
            var permits = new Permits();
            using var crew = new Crew()
                .Add(threads / 2, me => new BarrierCrossing(crossing, me), thread => thread.Cross())
                .Add(threads / 2, me => new Countdown(latch, me), thread => thread.SignalAndWait())
                .Add(threads / 2, me => new Condition(permits, me, hold: TimeSpan.FromMicroseconds(1)), thread => thread.TakeAndReturn())
                .Add(1, me => new Condition(permits, me), thread => thread.TakeAndReturn(), ops: 10)
                .Run(firstDoneStopsAll: true);
            Assert.Empty(crew.Failures);
            Crew.Check(crossing);
            Crew.Check(latch);
            Crew.Check(permits);
        }
    }

    [Theory]
    [InlineData(1, 1, 1000)]
    [InlineData(2, 1, 1000)]
    [InlineData(64, 1, 30)]
    [InlineData(64, 5, 30)]
    public void No_more_threads_are_inside_than_there_are_permits(int threads, int limit, int ops)
    {
        var permits = new Permits(limit);
        using var crew = new Crew()
            .Add(threads, me => new Condition(permits, me, hold: TimeSpan.FromMicroseconds(1)), thread => thread.TakeAndReturn(), ops)
            .Run();
        Assert.Empty(crew.Failures);
        Crew.Check(permits);
    }

    [Fact]
    public void A_thread_that_waits_for_a_permit_ends_when_it_is_stopped()
    {
        var permits = new Permits();
        permits.Take(default); // and never returned
        using var stop = new CancellationTokenSource();
        var waiting = new Thread(() =>
        {
            using var condition = new Condition(permits, new WorkloadThread(stopToken: stop.Token));
            Assert.Throws<OperationCanceledException>(condition.TakeAndReturn);
        });
        waiting.Start();
        SpinWait.SpinUntil(() => waiting.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        stop.Cancel();
        Assert.True(waiting.Join(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void Meeting_allocates_nothing()
    {
        using var crossing = new Crossing();
        using var latch = new Latch();
        var permits = new Permits();
        using var barrier = new BarrierCrossing(crossing, new WorkloadThread());
        using var countdown = new Countdown(latch, new WorkloadThread());
        using var condition = new Condition(permits, new WorkloadThread());
        Assert.InRange(Crew.AllocatedPerCall(() => barrier.Cross()), 0, 0.99);
        Assert.InRange(Crew.AllocatedPerCall(() => countdown.SignalAndWait()), 0, 0.99);
        Assert.InRange(Crew.AllocatedPerCall(condition.TakeAndReturn), 0, 0.99);
    }
}
