using Threadmill;
using Threadmill.Plugins.Pools;

namespace Plugins.Tests.Pools;

/// <summary>Hand-off, loop, starvation and timer on the thread pool.</summary>
public sealed class PoolTests
{
    [Theory]
    [InlineData(1, 500)]
    [InlineData(2, 200)]
    [InlineData(256, 3)]
    public void Each_operation_runs_one_item_on_the_pool(int threads, int ops)
    {
        using var crew = new Crew().Add(threads, me => new PoolHandOff(me), thread =>
        {
            Assert.True(thread.HandOver() > 0);
            Crew.Check(thread);
            Assert.Equal(thread.Calls, thread.Runs);
        }, ops).Run();
        Assert.Empty(crew.Failures);
        Assert.Equal((long)threads * ops, crew.Ops);
        Assert.True(crew.Metrics["start ns"] > 0);
    }

    [Fact]
    public void Handing_over_allocates_nothing()
    {
        var thread = new PoolHandOff(new WorkloadThread());
        Assert.InRange(Crew.AllocatedPerCall(() => thread.HandOver()), 0, 8); // the queue grows by segments
    }

    [Fact]
    public void An_item_that_ran_unasked_is_found()
    {
        var thread = new PoolHandOff(new WorkloadThread());
        thread.HandOver();
        ((IThreadPoolWorkItem)thread).Execute();
        ((IThreadPoolWorkItem)thread).Execute();
        Assert.False(thread.EveryItemRanOnce());
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(64, 2)]
    public void The_parallel_loop_does_every_item_once_a_round(int threads, int degree)
    {
        using var crew = new Crew().Add(threads, me => new ParallelLoop(me, items: 500, work: 10, degree), loop =>
        {
            Assert.Equal(500, loop.Run());
            loop.EveryItemIsDoneOncePerRound();
        }, ops: 5).Run();
        Assert.Empty(crew.Failures);
        Assert.True(crew.Metrics["ns/item"] > 0);
        Assert.True(crew.Metrics["sequential ns/item"] > 0);
    }

    [Fact]
    public void A_stopped_parallel_loop_ends_and_its_check_holds()
    {
        using var crew = new Crew()
            .Add(4, me => new ParallelLoop(me, items: 5_000), loop =>
            {
                try
                {
                    loop.Run();
                }
                finally
                {
                    loop.EveryItemIsDoneOncePerRound();
                }
            })
            .Add(1, _ => new object(), _ => Thread.Yield(), ops: 20)
            .Run();
        Assert.Empty(crew.Failures);
    }

    [Fact]
    public void A_starved_pool_lets_an_item_wait_for_as_long_as_the_others_block()
    {
        ThreadPool.GetMinThreads(out int least, out _);
        var block = TimeSpan.FromMilliseconds(50);
        var quiet = new Starvation(new WorkloadThread(), items: 0, block);
        Assert.True(quiet.Starve() > 0);
        Assert.Equal(0, quiet.Blocked);
        var starved = new Starvation(new WorkloadThread(), items: 4 * least, block);
        starved.Starve();
        Assert.Equal(4 * least, starved.Blocked);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(256)]
    public void Many_threads_share_the_items_of_one(int threads)
    {
        var made = Enumerable.Range(0, threads).Select(i => new Starvation(new WorkloadThread(index: i, groupSize: threads)).Items).ToList();
        Assert.Equal(2 * Environment.ProcessorCount, made.Sum());
        Assert.InRange(made.Max() - made.Min(), 0, 1);
    }

    [Fact]
    public void A_stop_frees_those_that_block()
    {
        Starvation? starvation = null;
        using var entered = new ManualResetEventSlim();
        using var crew = new Crew()
            .Add(1, me => starvation = new Starvation(me, items: 1, TimeSpan.FromHours(1)), thread =>
            {
                entered.Set();
                thread.Starve();
            })
            .Add(1, _ => new object(), _ => entered.Wait(), ops: 1)
            .Run();
        Assert.Empty(crew.Failures);
        Assert.True(SpinWait.SpinUntil(() => starvation!.Blocked == 1, TimeSpan.FromSeconds(60)));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 3)]
    [InlineData(64, 1)]
    public void A_timer_fires_once_per_call(int threads, int dueMilliseconds)
    {
        var due = TimeSpan.FromMilliseconds(dueMilliseconds);
        using var crew = new Crew().Add(threads, me => new PoolTimer(me, due), timer => timer.Fire(), ops: 5).Run();
        Assert.Empty(crew.Failures);
        Assert.Equal(threads * 5, crew.Ops);
    }

    [Fact]
    public void A_stop_does_not_wait_for_the_timer()
    {
        using var crew = new Crew()
            .Add(2, me => new PoolTimer(me, TimeSpan.FromHours(1)), timer => timer.Fire())
            .Add(1, _ => new object(), _ => { }, ops: 1)
            .Run();
        Assert.Empty(crew.Failures);
    }

    [Theory]
    [InlineData(WaiterKind.Callback)]
    [InlineData(WaiterKind.Linked)]
    [InlineData(WaiterKind.Delay)]
    public void Everybody_who_waits_is_told_of_the_cancellation(WaiterKind kind)
    {
        foreach (int threads in new[] { 1, 2, 64 })
        {
            using var crew = new Crew().Add(threads, me => new CancelStorm(me, waiters: 50, kind), storm => Assert.Equal(50, storm.Cancel()), ops: 4).Run();
            Assert.Empty(crew.Failures);
            Assert.Equal(threads * 4, crew.Ops);
        }
    }
}
