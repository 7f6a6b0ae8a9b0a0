using System.Collections.Concurrent;
using System.Diagnostics;

namespace Threadmill.Engine.Threads;

/// <summary>
/// The loop to which continuations of an asynchronous operation return, so that they stay on the named, pinned thread.
/// Waiting spins for 20 µs at most, then parks. It belongs to one thread; only <see cref="Post"/> and
/// <see cref="Completed"/> may be called from others.
/// </summary>
internal sealed class EventLoop : SynchronizationContext, IOperationWait
{
    private static readonly long SpinTicks = Stopwatch.Frequency / 50_000;

    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> queue = new();
    private readonly SemaphoreSlim wake = new(0);
    private readonly Action<Exception> continuationFailed;
    private bool isDone;
    private int isParked;

    /// <param name="continuationFailed">Takes the exception of a continuation that belongs to nobody, such as an async void method's.</param>
    public EventLoop(Action<Exception> continuationFailed)
    {
        this.continuationFailed = continuationFailed;
        Completed = () =>
        {
            Volatile.Write(ref isDone, true);
            Wake();
        };
    }

    public Action Completed { get; }

    public void Begin() => Volatile.Write(ref isDone, false);

    public void Wait()
    {
        while (!Volatile.Read(ref isDone))
        {
            if (!RunOne() && !SpinUntilWork())
                Park();
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        queue.Enqueue((d, state));
        Wake();
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs what is left in the queue, without waiting for more.</summary>
    public void Drain()
    {
        while (RunOne())
        {
        }
    }

    private bool HasWork => !queue.IsEmpty || Volatile.Read(ref isDone);

    private bool RunOne()
    {
        if (!queue.TryDequeue(out var item))
            return false;
        try
        {
            item.Callback(item.State);
        }
        catch (Exception e)
        {
            continuationFailed(e);
        }
        return true;
    }

    private bool SpinUntilWork()
    {
        var until = Stopwatch.GetTimestamp() + SpinTicks;
        do
        {
            if (HasWork)
                return true;
            Thread.SpinWait(8);
        }
        while (Stopwatch.GetTimestamp() < until);
        return false;
    }

    /// <summary>Sleeps until <see cref="Wake"/>. Whoever clears the flag owns the one permit of the semaphore.</summary>
    private void Park()
    {
        Interlocked.Exchange(ref isParked, 1);
        if (HasWork && Interlocked.Exchange(ref isParked, 0) == 1)
            return;
        try
        {
            wake.Wait();
        }
        catch (ThreadInterruptedException)
        {
            if (Interlocked.Exchange(ref isParked, 0) == 0)
                wake.Wait(0);
            throw;
        }
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref isParked, 0) == 1)
            wake.Release();
    }
}
