using System.Globalization;
using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace Threadmill.Plugins.Reactive;

/// <summary>Subscribes to a cold stream, which makes its numbers for each subscriber anew, and waits for its end: one run through per call.</summary>
[Workload("rx.cold")]
public sealed class ColdStream : IDisposable
{
    private readonly IObservable<long> sums;
    private readonly IScheduler? scheduler;
    private readonly CancellationToken stop;
    private readonly long expected;

    /// <param name="items">Numbers of each run through, at least 1.</param>
    /// <param name="scheduler">Where they are delivered: <c>immediate</c>, <c>current-thread</c>, <c>task-pool</c> or <c>event-loop</c>.</param>
    public ColdStream(WorkloadThread me, int items = 1000, SchedulerKind scheduler = SchedulerKind.Immediate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(items, 1);
        stop = me.StopToken;
        this.scheduler = Schedulers.Of(scheduler);
        var numbers = Observable.Range(1, items, ImmediateScheduler.Instance);
        sums = (this.scheduler is null ? numbers : numbers.ObserveOn(this.scheduler))
            .Where(number => number % 2 == 0)
            .Select(number => number * 3L)
            .Sum();
        long even = items / 2;
        expected = 3 * even * (even + 1);
    }

    /// <returns>The sum of three times the even numbers.</returns>
    [Operation]
    public long Run()
    {
        stop.ThrowIfCancellationRequested();
        long sum = 0;
        Exception? failure = null;
        var done = new ManualResetEventSlim(); // not disposed: after a stop the stream's end may still come
        using (sums.Subscribe(value => sum = value, e => { failure = e; done.Set(); }, done.Set))
            done.Wait(stop);
        if (failure is not null)
            throw new InvalidOperationException("the stream failed", failure);
        if (sum != expected)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"the stream summed up to {sum}, not to {expected}"));
        return sum;
    }

    public void Dispose() => (scheduler as IDisposable)?.Dispose();
}
