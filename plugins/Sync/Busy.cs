using System.Diagnostics;

namespace Threadmill.Plugins.Sync;

/// <summary>A stretch of time spent working, not sleeping: the thread keeps its CPU.</summary>
internal readonly struct Busy
{
    private readonly long ticks;

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative.</exception>
    public Busy(TimeSpan time, string argument)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, argument);
        ticks = (long)(time.TotalSeconds * Stopwatch.Frequency);
    }

    /// <summary>Passes the time; for zero the clock is not even read.</summary>
    public void Spend()
    {
        if (ticks == 0)
            return;
        for (long end = Stopwatch.GetTimestamp() + ticks; Stopwatch.GetTimestamp() < end;)
        {
        }
    }
}
