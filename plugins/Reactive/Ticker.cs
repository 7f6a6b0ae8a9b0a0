namespace Threadmill.Plugins.Reactive;

/// <summary>
/// A stock ticker: makes one trade, which goes through the group's stream until it is on the board: parted by stock, averaged
/// by volume, watched for outliers. Feed it at a rate with <c>--rate</c>.
/// </summary>
/// <remarks>Prices walk at random from 100.00, by the thread's seed. Metric: <c>alerts</c>, 1 for a trade more than 5 % away from its stock's average, else 0.</remarks>
[Workload("rx.ticker")]
public sealed class Ticker
{
    private const int StartCents = 10_000;
    private readonly Exchange exchange;
    private readonly WorkloadThread me;
    private readonly long[] cents;

    public Ticker([Shared] Exchange exchange, WorkloadThread me)
    {
        this.exchange = exchange;
        this.me = me;
        cents = new long[exchange.Symbols];
        Array.Fill(cents, StartCents);
        exchange.Join(this);
    }

    /// <summary>What this thread has traded.</summary>
    internal Quote Sold { get; private set; }

    /// <returns>What was paid for a share, in cents.</returns>
    [Operation]
    public long Trade()
    {
        int symbol = me.Random.Next(cents.Length);
        cents[symbol] = Math.Max(1, cents[symbol] + me.Random.Next(-50, 51));
        var tick = new Tick(symbol, cents[symbol], me.Random.Next(1, 1000));
        bool isOutlier = exchange.Trade(tick);
        Sold = Sold.After(tick);
        me.Report("alerts", isOutlier ? 1 : 0);
        return tick.Cents;
    }
}
