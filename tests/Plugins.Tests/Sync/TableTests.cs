using Threadmill;
using Threadmill.Plugins.Sync;

namespace Plugins.Tests.Sync;

public sealed class TableTests
{
    [Theory]
    [InlineData(ForkOrder.Asymmetric, 1, 500)]
    [InlineData(ForkOrder.Asymmetric, 2, 500)]
    [InlineData(ForkOrder.Asymmetric, 5, 500)]
    [InlineData(ForkOrder.Asymmetric, 64, 50)]
    [InlineData(ForkOrder.Arbiter, 1, 500)]
    [InlineData(ForkOrder.Arbiter, 2, 500)]
    [InlineData(ForkOrder.Arbiter, 5, 500)]
    [InlineData(ForkOrder.Arbiter, 64, 50)]
    [InlineData(ForkOrder.Naive, 1, 500)]
    public void Everybody_eats_as_often_as_called(ForkOrder order, int philosophers, int meals)
    {
        using var table = new Table();
        using var crew = new Crew()
            .Add(philosophers, me => new Philosopher(table, me, order, eat: TimeSpan.FromMicroseconds(1)), thread => thread.Dine(), meals)
            .Run();
        Assert.Empty(crew.Failures);
        Assert.Equal((long)philosophers * meals, crew.Ops);
        Crew.Check(table);
    }

    [Fact]
    public void A_pause_between_the_forks_does_not_deadlock_the_better_orders()
    {
        foreach (var order in new[] { ForkOrder.Asymmetric, ForkOrder.Arbiter })
        {
            using var table = new Table();
            using var crew = new Crew()
                .Add(5, me => new Philosopher(table, me, order, reach: TimeSpan.FromMilliseconds(1)), thread => thread.Dine(), ops: 4)
                .Run();
            Assert.Empty(crew.Failures);
            Crew.Check(table);
        }
    }

    [Fact]
    public void In_the_naive_order_all_wait_for_each_other_deaf_to_the_token_until_they_are_interrupted()
    {
        using var table = new Table();
        using var stop = new CancellationTokenSource();
        var philosophers = Enumerable.Range(0, 3)
            .Select(index => new Philosopher(
                table, new WorkloadThread(index: index, groupSize: 3, stopToken: stop.Token), ForkOrder.Naive, reach: TimeSpan.FromMilliseconds(1)))
            .ToArray();
        int interrupted = 0;
        var threads = Array.ConvertAll(philosophers, philosopher => new Thread(() =>
        {
            try
            {
                while (true)
                    philosopher.Dine();
            }
            catch (ThreadInterruptedException)
            {
                Interlocked.Increment(ref interrupted);
            }
        })
        { IsBackground = true });
        Array.ForEach(threads, thread => thread.Start());
        Assert.True(SpinWait.SpinUntil(() => AllForksAreHeld(table), TimeSpan.FromSeconds(60)), "no deadlock came");
        stop.Cancel();
        Assert.True(AllForksAreHeld(table));
        Array.ForEach(threads, thread => thread.Interrupt());
        Assert.All(threads, thread => Assert.True(thread.Join(TimeSpan.FromSeconds(60))));
        Assert.Equal(3, interrupted);
        Crew.Check(table);
    }

    [Fact]
    public void A_fork_in_two_hands_is_found_out()
    {
        using var table = new Table();
        var (left, _, _) = table.Lay(table.Sit());
        table.Use(left);
        table.Use(left);
        Assert.Throws<InvalidOperationException>(table.NoForkWasInTwoHands);
    }

    [Fact]
    public void A_meal_allocates_nothing()
    {
        using var table = new Table();
        var philosopher = new Philosopher(table, new WorkloadThread());
        Assert.InRange(Crew.AllocatedPerCall(() => philosopher.Dine()), 0, 0.99);
    }

    /// <summary>Each fork held and none used, seen twice a while apart: with the pause over, that is the deadlock.</summary>
    private static bool AllForksAreHeld(Table table)
    {
        for (int look = 0; look < 50; look++)
        {
            for (int seat = 0; seat < 3; seat++)
            {
                var fork = table.Lay(seat).Left;
                if (fork.InUse != 0)
                    return false;
                if (Monitor.TryEnter(fork))
                {
                    Monitor.Exit(fork);
                    return false;
                }
            }
            Thread.Sleep(1);
        }
        return true;
    }
}
