using Threadmill;
using Threadmill.Plugins.Queues;

namespace Plugins.Tests.Queues;

public sealed class ConveyorTests
{
    [Theory]
    [MemberData(nameof(Kinds))]
    public void At_eight_producers_and_eight_consumers_nothing_is_lost_or_twice(QueueKind kind)
    {
        using var conveyor = new Conveyor(kind, capacity: 64);
        using var crew = new Crew()
            .Add(8, me => new Producer(conveyor, me), thread => thread.Produce(), ops: 2000)
            .Add(8, me => new Consumer(conveyor, me), thread => thread.Consume(), ops: 2000)
            .Run();
        Assert.Empty(crew.Failures);
        Assert.Equal(conveyor.Producers.Joined * 4000, crew.Ops);
        Assert.False(conveyor.Carrier.TryTake(out _), "as many were taken as put");
        Crew.Check(conveyor);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Stopped_in_the_middle_nothing_is_lost_or_twice(QueueKind kind)
    {
        foreach (int producers in new[] { 1, 4, 16, 64 })
        {
            using var conveyor = new Conveyor(kind, capacity: 8);
            using var crew = new Crew()
                .Add(producers, me => new Producer(conveyor, me, batch: 3), thread => thread.Produce())
                .Add(64 / producers, me => new Consumer(conveyor, me, batch: 5), thread => thread.Consume(), ops: 20)
                .Run(firstDoneStopsAll: true);
            Assert.Empty(crew.Failures);
            Crew.Check(conveyor);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Interrupted_in_the_middle_the_check_does_not_accuse(QueueKind kind)
    {
        for (int attempt = 0; attempt < 10; attempt++)
        {
            using var conveyor = new Conveyor(kind, capacity: 2);
            using var crew = new Crew()
                .Add(8, me => new Producer(conveyor, me), thread => thread.Produce(), ops: 100)
                .Add(8, me => new Consumer(conveyor, me), thread => thread.Consume())
                .Run(firstDoneInterruptsAll: true);
            Assert.Empty(crew.Failures);
            Crew.Check(conveyor);
        }
    }

    [Fact]
    public void When_producers_end_first_consumers_take_the_rest_then_idle_then_fail()
    {
        using var conveyors = new Conveyors();
        using var crew = new Crew();
        foreach (var conveyor in conveyors)
        {
            crew.Add(2, me => new Producer(conveyor, me), thread => thread.Produce(), ops: 50);
            crew.Add(1, me => new Consumer(conveyor, me), thread => thread.Consume(), ops: 1000);
        }
        crew.Run();
        Assert.Equal(conveyors.Count, crew.Failures.Count);
        Assert.All(crew.Failures, failure => Assert.StartsWith(
            "all 2 threads of queue.produce have ended", Assert.IsType<InvalidOperationException>(failure).Message, StringComparison.Ordinal));
        Assert.Equal(conveyors.Count * (100 + 100 + 99), crew.Ops);
        foreach (var conveyor in conveyors)
        {
            Assert.False(conveyor.Carrier.TryTake(out _), "the rest was taken");
            Crew.Check(conveyor);
        }
    }

    [Fact]
    public void When_consumers_end_first_producers_fill_it_up_then_idle_then_fail()
    {
        const int Capacity = 64;
        using var conveyors = new Conveyors(Capacity);
        using var crew = new Crew();
        foreach (var conveyor in conveyors)
        {
            crew.Add(1, me => new Producer(conveyor, me), thread => thread.Produce(), ops: 1000);
            crew.Add(2, me => new Consumer(conveyor, me), thread => thread.Consume(), ops: 10);
        }
        crew.Run();
        Assert.Equal(conveyors.Count, crew.Failures.Count);
        Assert.All(crew.Failures, failure => Assert.StartsWith(
            "all 2 threads of queue.consume have ended", Assert.IsType<InvalidOperationException>(failure).Message, StringComparison.Ordinal));
        // Producers of the unbounded kinds look only every so many items whether there is room.
        Assert.All(conveyors, conveyor => Assert.InRange(Drain(conveyor.Carrier).Count, Capacity, conveyor.Carrier.IsBounded ? Capacity : 2 * Capacity));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_few_calls_too_many_are_no_failure(QueueKind kind)
    {
        using var conveyor = new Conveyor(kind);
        using var crew = new Crew()
            .Add(1, me => new Producer(conveyor, me), thread => thread.Produce(), ops: 1)
            .Add(3, me => new Consumer(conveyor, me), thread => thread.Consume(), ops: 2)
            .Run();
        Assert.Empty(crew.Failures);
        Assert.Equal(7, crew.Ops);
        Crew.Check(conveyor);
    }

    [Fact]
    public void Without_a_partner_in_the_group_a_wait_is_refused_and_says_what_to_add()
    {
        using var conveyor = new Conveyor(QueueKind.Ring, capacity: 4);
        using var consumer = new Consumer(conveyor, new WorkloadThread());
        var alone = Assert.Throws<InvalidOperationException>(() => consumer.Consume());
        Assert.Equal("the group has no queue.produce: add ': queue.produce' to the command line", alone.Message);

        using var other = new Conveyor(QueueKind.Ring, capacity: 4);
        using var producer = new Producer(other, new WorkloadThread());
        for (int i = 0; i < 4; i++)
            Assert.Equal(1, producer.Produce());
        alone = Assert.Throws<InvalidOperationException>(() => producer.Produce());
        Assert.Equal("the group has no queue.consume: add ': queue.consume' to the command line", alone.Message);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_item_allocates_nothing_but_what_the_queue_itself_allocates(QueueKind kind)
    {
        using var conveyor = new Conveyor(kind);
        using var producer = new Producer(conveyor, new WorkloadThread());
        using var consumer = new Consumer(conveyor, new WorkloadThread());
        double node = kind == QueueKind.Stack ? 40 : 0; // a ConcurrentStack is a linked list
        Assert.InRange(Crew.AllocatedPerCall(() =>
        {
            producer.Produce();
            consumer.Consume();
        }), node, node + 0.99);
    }

    [Fact]
    public void Work_is_done_on_each_item_and_a_batch_is_that_many()
    {
        using var conveyor = new Conveyor();
        using var producer = new Producer(conveyor, new WorkloadThread(), work: 7, batch: 5);
        using var consumer = new Consumer(conveyor, new WorkloadThread(), work: 3, batch: 5);
        Assert.Equal(5, producer.Produce());
        Assert.Equal(5, consumer.Consume());
        Assert.Equal(Expected(7), producer.Made);
        Assert.Equal(Expected(3), consumer.Made);

        static ulong Expected(int steps)
        {
            ulong sum = 0;
            for (ulong sequence = 0; sequence < 5; sequence++)
            {
                ulong state = sequence;
                for (int i = 0; i < steps; i++)
                    state = state * 6364136223846793005 + 1442695040888963407;
                sum += state;
            }
            return sum;
        }
    }

    [Fact]
    public void The_stack_is_last_in_first_out_and_the_priority_queue_takes_the_lowest_first()
    {
        using var stack = Carrier.Of(QueueKind.Stack, 10);
        using var priority = Carrier.Of(QueueKind.Priority, 10);
        foreach (long sequence in new long[] { 3, 1, 2, 9 })
        {
            stack.TryPut(new Item(sequence, 0));
            priority.TryPut(new Item(sequence, 0));
        }
        Assert.Equal([9, 2, 1, 3], Drain(stack));
        Assert.Equal([1, 9, 2, 3], Drain(priority)); // 9 has priority 1 too, and came later
    }

    [Fact]
    public void The_ring_is_first_in_first_out_and_holds_its_capacity()
    {
        using var ring = Carrier.Of(QueueKind.Ring, 3);
        for (int round = 0; round < 5; round++)
        {
            for (int i = 0; i < 4; i++)
                Assert.True(ring.TryPut(new Item(10 * round + i, 0)));
            Assert.False(ring.TryPut(default));
            Assert.Equal([10 * round, 10 * round + 1, 10 * round + 2, 10 * round + 3], Drain(ring));
        }
    }

    [Fact]
    public void A_lost_a_doubled_an_exchanged_and_a_misplaced_item_are_found_out()
    {
        Assert.Equal("1 of 3 items were lost", Verdict(put: [0, 1, 2], taken: [0, 1]));
        Assert.Equal("1 items were taken twice", Verdict(put: [0, 1, 2], taken: [0, 1, 2, 2]));
        Assert.Equal("of 3 items some were lost and as many taken twice", Verdict(put: [0, 1, 2], taken: [0, 1, 1]));
        Assert.Null(Verdict(put: [0, 1, 2], taken: [0, 1, 2]));

        using var conveyor = new Conveyor(QueueKind.Concurrent);
        using var consumer = new Consumer(conveyor, new WorkloadThread(), batch: 2);
        conveyor.Producers.Join();
        var tally = conveyor.OpenPutTally();
        foreach (long sequence in new long[] { 1, 0 })
        {
            conveyor.Carrier.TryPut(new Item(sequence, 0));
            tally.Note(new Item(sequence, 0));
        }
        consumer.Consume();
        var verdict = Assert.Throws<InvalidOperationException>(conveyor.NothingIsLostOrTwiceOrOutOfOrder);
        Assert.Equal("1 of 2 items came out after a later one of the same producer", verdict.Message);
    }

    public static TheoryData<QueueKind> Kinds() => new(Enum.GetValues<QueueKind>());

    private static string? Verdict(long[] put, long[] taken)
    {
        using var conveyor = new Conveyor();
        var (puts, takes) = (conveyor.OpenPutTally(), conveyor.OpenTakeTally());
        Array.ForEach(put, sequence => puts.Note(new Item(sequence, 0)));
        Array.ForEach(taken, sequence => takes.Note(new Item(sequence, 0)));
        return Record.Exception(conveyor.NothingIsLostOrTwiceOrOutOfOrder)?.Message;
    }

    private static List<long> Drain(Carrier carrier)
    {
        var items = new List<long>();
        while (carrier.TryTake(out var item))
            items.Add(item.Sequence);
        return items;
    }

    /// <summary>One of each kind, to be tried side by side: where threads idle, they idle together.</summary>
    private sealed class Conveyors(int capacity = 0) : List<Conveyor>(Enum.GetValues<QueueKind>().Select(kind => new Conveyor(kind, capacity))), IDisposable
    {
        public void Dispose() => ForEach(conveyor => conveyor.Dispose());
    }
}
