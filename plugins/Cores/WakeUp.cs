using System.Diagnostics;

namespace Threadmill.Plugins.Cores;

/// <summary>
/// How late a sleeping thread wakes up, as cyclictest measures it: it sleeps until a set time, one interval after the last, and
/// compares the clock with that time.
/// </summary>
/// <remarks>Metric: <c>wakeup ns</c> of each call. A time that has already passed is skipped, as by cyclictest. Sleeps longer than 50 ms are cut up, so that a stop is not waited for.</remarks>
[Workload("core.wakeup")]
public sealed class WakeUp : IDisposable
{
    private static readonly long LongestNap = Stopwatch.Frequency / 20;
    private readonly WorkloadThread me;
    private readonly SystemTimer? timer;
    private readonly long interval;
    private long due;

    /// <param name="interval">From one wake-up to the next; 1 ms by default.</param>
    /// <param name="kind"><c>timer</c> (the system's finest, absolute) or <c>sleep</c> (Thread.Sleep).</param>
    public WakeUp(WorkloadThread me, TimeSpan? interval = null, SleepKind kind = SleepKind.Timer)
    {
        var time = interval ?? TimeSpan.FromMilliseconds(1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, nameof(interval));
        if (kind == SleepKind.Sleep)
            MustBeWholeMilliseconds(time);
        this.me = me;
        this.interval = (long)(time.TotalSeconds * Stopwatch.Frequency);
        timer = kind == SleepKind.Timer ? SystemTimer.Open() : null;
    }

    /// <returns>How late the thread woke up, in ns.</returns>
    [Operation]
    public long Sleep()
    {
        long now = Stopwatch.GetTimestamp();
        due = timer is null || due == 0 ? now + interval : Next(due + interval, interval, now);
        SleepUntilDue(now);
        long late = (long)((Stopwatch.GetTimestamp() - due) * (1e9 / Stopwatch.Frequency));
        me.Report("wakeup ns", late);
        return late;
    }

    public void Dispose() => timer?.Dispose();

    /// <summary>The first of the set times that has not passed.</summary>
    internal static long Next(long due, long interval, long now) =>
        due >= now ? due : due + ((now - due + interval - 1) / interval * interval);

    private static void MustBeWholeMilliseconds(TimeSpan interval)
    {
        if (interval.Ticks % TimeSpan.TicksPerMillisecond != 0)
            throw new ArgumentOutOfRangeException(nameof(interval), interval, "must be whole milliseconds with kind=sleep: Thread.Sleep knows no others");
    }

    private void SleepUntilDue(long now)
    {
        for (; due - now > LongestNap; now = Stopwatch.GetTimestamp())
        {
            me.StopToken.ThrowIfCancellationRequested();
            To(now + (LongestNap / 2));
        }
        me.StopToken.ThrowIfCancellationRequested();
        To(due);

        void To(long timestamp)
        {
            if (timer is null)
                Thread.Sleep((int)Math.Round((timestamp - now) * (1e3 / Stopwatch.Frequency)));
            else
                timer.SleepUntil(timestamp);
        }
    }
}
