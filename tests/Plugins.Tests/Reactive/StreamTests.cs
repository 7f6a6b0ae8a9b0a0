using Threadmill;
using Threadmill.Plugins.Reactive;

namespace Plugins.Tests.Reactive;

public sealed class StreamTests
{
    [Theory]
    [InlineData(SchedulerKind.Immediate, 1)]
    [InlineData(SchedulerKind.CurrentThread, 2)]
    [InlineData(SchedulerKind.TaskPool, 2)]
    [InlineData(SchedulerKind.TaskPool, 64)]
    [InlineData(SchedulerKind.EventLoop, 16)]
    [InlineData(SchedulerKind.Immediate, 256)]
    public void A_cold_stream_is_run_through_by_every_call(SchedulerKind scheduler, int threads)
    {
        using var crew = new Crew().Add(threads, me => new ColdStream(me, items: 10, scheduler), stream => Assert.Equal(3 * (2 + 4 + 6 + 8 + 10), stream.Run()), ops: 5).Run();
        Assert.Empty(crew.Failures);
        Assert.Equal(5L * threads, crew.Ops);
    }

    [Fact]
    public void A_stopped_cold_stream_ends()
    {
        using var crew = new Crew()
            .Add(2, me => new ColdStream(me, items: 100_000, SchedulerKind.EventLoop), stream => stream.Run())
            .Add(1, _ => new object(), _ => { }, ops: 1)
            .Run();
        Assert.Empty(crew.Failures);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 100)]
    [InlineData(256, 3)]
    public void Every_subscriber_of_a_hot_stream_gets_every_item(int threads, int subscribers)
    {
        using var crew = new Crew().Add(threads, _ => new HotStream(subscribers), stream =>
        {
            stream.Publish();
            stream.EverybodyGotEverything();
        }, ops: 20).Run();
        Assert.Empty(crew.Failures);
    }

    [Fact]
    public void A_subscriber_that_missed_an_item_is_found()
    {
        using var stream = new HotStream(subscribers: 3);
        stream.Publish();
        stream.Unsubscribe();
        stream.Publish();
        Assert.Equal("3 of 3 subscribers did not get every item", Assert.Throws<InvalidOperationException>(stream.EverybodyGotEverything).Message);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(7, 5)]
    [InlineData(100, 51)]
    public void An_item_goes_through_every_operator_of_the_chain(int operators, long first)
    {
        using var chain = new OperatorChain(operators);
        chain.EveryOperatorWasPassed();
        Assert.Equal(first, chain.Send());
        Assert.Equal(first + 1, chain.Send());
        chain.EveryOperatorWasPassed();
    }

    [Fact]
    public void Publishing_and_sending_allocate_nothing()
    {
        using var hot = new HotStream();
        using var chain = new OperatorChain();
        Assert.InRange(Crew.AllocatedPerCall(() => hot.Publish()), 0, 0.99);
        Assert.InRange(Crew.AllocatedPerCall(() => chain.Send()), 0, 0.99);
    }

    [Theory]
    [InlineData(1, 10, null)]
    [InlineData(64, 7, null)]
    [InlineData(2, 1000, 1)]
    [InlineData(16, 3, 1)]
    public void Buffers_hold_every_item_once_and_in_order(int threads, int count, int? milliseconds)
    {
        TimeSpan? time = milliseconds is { } given ? TimeSpan.FromMilliseconds(given) : null;
        var streams = new System.Collections.Concurrent.ConcurrentBag<BatchedStream>();
        using var crew = new Crew().Add(threads, me =>
        {
            var stream = new BatchedStream(me, count, time);
            streams.Add(stream);
            return stream;
        }, stream => stream.Send(), ops: 500).Run();
        Assert.Empty(crew.Failures);
        foreach (var stream in streams)
        {
            stream.NothingIsLost();
            Assert.Equal(500, stream.Received);
        }
        if (time is null)
            Assert.Equal((500 + count - 1) / count, crew.Metrics["buffers"]);
    }

    [Fact]
    public void Before_a_buffer_is_full_nothing_comes_and_an_item_too_many_is_found()
    {
        using var stream = new BatchedStream(new WorkloadThread(), count: 3);
        stream.Send();
        stream.Send();
        Assert.Equal(0, stream.Received);
        stream.Send();
        Assert.Equal(3, stream.Received);
        stream.Receive([3]);
        Assert.Equal("of 3 items 4 came, 1 of them out of order", Assert.Throws<InvalidOperationException>(stream.NothingIsLost).Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public void Samples_are_some_of_the_items_in_order(int threads)
    {
        using var crew = new Crew().Add(threads, me => new SampledStream(me, TimeSpan.FromMilliseconds(1)), stream =>
        {
            Assert.True(SpinWait.SpinUntil(
                () =>
                {
                    stream.Send();
                    return stream.Samples >= 3;
                }, TimeSpan.FromSeconds(60)));
            stream.SamplesAreItemsInOrder();
        }, ops: 1).Run();
        Assert.Empty(crew.Failures);
        Assert.True(crew.Metrics["items/sample"] >= 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_sample_that_is_old_or_was_never_sent_is_found(long sample)
    {
        using var stream = new SampledStream(new WorkloadThread(), TimeSpan.FromHours(1));
        stream.Send();
        stream.Receive(sample);
        Assert.Equal("1 of 1 samples were old or not yet sent", Assert.Throws<InvalidOperationException>(stream.SamplesAreItemsInOrder).Message);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 16)]
    [InlineData(256, 4)]
    public void Every_trade_of_every_thread_is_on_the_board(int threads, int symbols)
    {
        using var exchange = new Exchange(symbols);
        using var crew = new Crew().Add(threads, me => new Ticker(exchange, me), ticker => Assert.True(ticker.Trade() > 0), ops: 20).Run();
        Assert.Empty(crew.Failures);
        Crew.Check(exchange);
        Assert.Equal(20L * threads, Enumerable.Range(0, symbols).Sum(symbol => exchange.QuoteOf(symbol).Trades));
    }

    [Fact]
    public void The_board_shows_the_average_by_volume_and_alerts_on_outliers()
    {
        using var exchange = new Exchange(symbols: 2);
        exchange.Trade(new Tick(1, Cents: 100, Shares: 30));
        exchange.Trade(new Tick(1, Cents: 104, Shares: 10));
        Assert.Equal(0, exchange.Alerts);
        Assert.Equal(101, exchange.QuoteOf(1).AverageCents);
        Assert.Equal(0, exchange.QuoteOf(0).Trades);
        exchange.Trade(new Tick(1, Cents: 200, Shares: 1));
        Assert.Equal(1, exchange.Alerts);
        Assert.Equal("0 trades were made, and 3 are on the board", Assert.Throws<InvalidOperationException>(exchange.TheBoardHasEveryTrade).Message);
    }

    [Fact]
    public void Every_trade_reports_its_own_alert_and_no_other()
    {
        using var exchange = new Exchange(symbols: 1);
        var (reports, alerts) = (0L, 0.0);
        var me = new WorkloadThread(seed: 1, report: (_, value) => (reports, alerts) = (reports + 1, alerts + value));
        var (one, other) = (new Ticker(exchange, me), new Ticker(exchange, new WorkloadThread(seed: 2)));
        long raised = 0;
        for (int i = 0; i < 5000; i++)
        {
            other.Trade();
            long before = exchange.Alerts;
            one.Trade();
            raised += exchange.Alerts - before;
        }
        Assert.Equal(5000, reports);
        Assert.Equal(raised, alerts);
        Assert.InRange(raised, 1, exchange.Alerts - 1);
    }

    [Fact]
    public void The_same_seed_trades_the_same()
    {
        Assert.Equal(Prices(4), Prices(4));
        Assert.NotEqual(Prices(4), Prices(5));

        static List<long> Prices(int seed)
        {
            using var exchange = new Exchange();
            var ticker = new Ticker(exchange, new WorkloadThread(seed: seed));
            return [.. Enumerable.Range(0, 50).Select(_ => ticker.Trade())];
        }
    }
}
