using System.Globalization;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Threadmill.Plugins.Reactive;

/// <summary>Where the threads of a group trade: a stream of ticks, parted by stock, with a running average for each.</summary>
public sealed class Exchange : IDisposable
{
    private const double AlertShare = 0.05;
    private readonly Subject<Tick> ticks = new();
    private readonly Lock gate = new();
    private readonly IDisposable board;
    private readonly Quote[] quotes;
    private readonly List<Ticker> traders = [];

    /// <param name="symbols">Stocks, at least 1.</param>
    public Exchange(int symbols = 16)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(symbols, 1);
        quotes = new Quote[symbols];
        board = ticks
            .GroupBy(tick => tick.Symbol)
            .SelectMany(stock => stock
                .Scan(default(Quote), static (quote, tick) => quote.After(tick))
                .Do(quote => quotes[stock.Key] = quote))
            .Where(static quote => Math.Abs(quote.Cents - quote.AverageCents) > AlertShare * quote.AverageCents)
            .Subscribe(_ => Alerts++);
    }

    internal int Symbols => quotes.Length;

    internal Quote QuoteOf(int symbol) => quotes[symbol];

    /// <summary>Trades that were more than 5 % away from their stock's average.</summary>
    internal long Alerts { get; private set; }

    internal void Join(Ticker trader)
    {
        lock (traders)
            traders.Add(trader);
    }

    /// <returns>Whether it raised an alert.</returns>
    internal bool Trade(Tick tick)
    {
        lock (gate) // a stream's items must not overlap, whoever sends them
        {
            long before = Alerts;
            ticks.OnNext(tick);
            return Alerts > before;
        }
    }

    /// <summary>All trades, shares and money of the traders are on the board.</summary>
    [Check]
    public void TheBoardHasEveryTrade()
    {
        var sold = (Trades: traders.Sum(t => t.Sold.Trades), Shares: traders.Sum(t => t.Sold.Shares), Turnover: traders.Sum(t => t.Sold.Turnover));
        var shown = (Trades: quotes.Sum(q => q.Trades), Shares: quotes.Sum(q => q.Shares), Turnover: quotes.Sum(q => q.Turnover));
        if (sold != shown)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{sold.Trades} trades were made, and {shown.Trades} are on the board"));
    }

    public void Dispose()
    {
        board.Dispose();
        ticks.Dispose();
    }
}
