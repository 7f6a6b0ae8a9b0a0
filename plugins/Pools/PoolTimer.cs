using System.Diagnostics;

namespace Threadmill.Plugins.Pools;

/// <summary>Sets a <see cref="Timer"/> and waits until it fires on the thread pool.</summary>
/// <remarks>Metric: <c>late ns</c>, by which it fires after its time. Timers count from the system's last tick, 1 to 16 ms ago, so some fire that much early: then it is negative.</remarks>
[Workload("pool.timer")]
public sealed class PoolTimer : IDisposable
{
    private readonly WorkloadThread me;
    private readonly Signal fired = new();
    private readonly Timer timer;
    private readonly TimeSpan due;

    /// <param name="due">When it fires; 1 ms by default, whole milliseconds.</param>
    public PoolTimer(WorkloadThread me, TimeSpan? due = null)
    {
        this.me = me;
        this.due = due ?? TimeSpan.FromMilliseconds(1);
        ArgumentOutOfRangeException.ThrowIfLessThan(this.due, TimeSpan.Zero, nameof(due));
        if (this.due.Ticks % TimeSpan.TicksPerMillisecond != 0)
            throw new ArgumentOutOfRangeException(nameof(due), due, "must be whole milliseconds: a timer knows no others");
        timer = new Timer(static fired => ((Signal)fired!).Set(), fired, Timeout.Infinite, Timeout.Infinite);
    }

    /// <returns>By how much it was late, in ns.</returns>
    [Operation]
    public double Fire()
    {
        long set = Stopwatch.GetTimestamp();
        timer.Change(due, Timeout.InfiniteTimeSpan);
        double late = Signal.Ns(fired.Wait(me.StopToken) - set) - due.TotalNanoseconds;
        me.Report("late ns", late);
        return late;
    }

    public void Dispose() => timer.Dispose();
}
