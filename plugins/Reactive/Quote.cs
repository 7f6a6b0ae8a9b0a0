namespace Threadmill.Plugins.Reactive;

/// <summary>What is known of a stock after its latest trade.</summary>
internal readonly record struct Quote(long Trades, long Shares, long Turnover, long Cents)
{
    /// <summary>The volume-weighted average price in cents; 0 before the first trade.</summary>
    public double AverageCents => Shares == 0 ? 0 : (double)Turnover / Shares;

    public Quote After(Tick tick) => new(Trades + 1, Shares + tick.Shares, Turnover + (tick.Cents * tick.Shares), tick.Cents);
}
