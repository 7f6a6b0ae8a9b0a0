using System.Diagnostics;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Planning;

namespace Threadmill.Engine.Threads;

/// <summary>The clocks a run's loops may stamp with, measured once when first asked for.</summary>
public sealed class LoopClocks
{
    private readonly Lazy<LoopClock> monotonic = new(() => Measured(new(false, (ulong)(1e9 / Stopwatch.Frequency * (1UL << 32)), 0)));
    private readonly Lazy<LoopClock> tsc = new(() => Measured(new(true, TimeStampCounter.Calibrate(), 0)));

    public LoopClock Of(ClockChoice choice) => choice switch
    {
        ClockChoice.Monotonic => monotonic.Value,
        ClockChoice.Tsc => tsc.Value,
        _ => TimeStampCounter.WhyNotTrusted is null ? tsc.Value : monotonic.Value,
    };

    /// <summary>Fills in what one reading costs: the least of five bursts, since a disturbance only ever adds.</summary>
    private static LoopClock Measured(LoopClock clock)
    {
        const int reads = 1000;
        var best = double.MaxValue;
        for (var burst = 0; burst < 5; burst++)
        {
            var from = Stopwatch.GetTimestamp();
            for (var i = 0; i < reads; i++)
                clock.Read();
            best = Math.Min(best, Stopwatch.GetElapsedTime(from).TotalNanoseconds / reads);
        }
        return clock with { ReadNs = best };
    }
}
