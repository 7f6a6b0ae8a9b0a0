using System.Globalization;

namespace Threadmill.Plugins.Sync;

/// <summary>A counting semaphore as textbooks build it: a monitor, a number, and a condition to wait for.</summary>
public sealed class Permits
{
    private readonly object gate = new();
    private readonly int limit;
    private int free;
    private int inside;
    private long overruns;

    /// <param name="permits">How many threads may be inside at a time, at least 1.</param>
    public Permits(int permits = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permits, 1);
        limit = free = permits;
    }

    internal void Take(CancellationToken stop)
    {
        lock (gate)
        {
            while (free == 0)
                Wait(stop);
            free--;
        }
        if (Interlocked.Increment(ref inside) > limit)
            Interlocked.Increment(ref overruns);
    }

    internal void Return()
    {
        Interlocked.Decrement(ref inside);
        lock (gate)
        {
            free++;
            Monitor.Pulse(gate);
        }
    }

    internal void WakeAll()
    {
        lock (gate)
            Monitor.PulseAll(gate);
    }

    /// <summary>Never were more threads inside than there are permits.</summary>
    [Check]
    public void NeverTooManyInside()
    {
        if (overruns > 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{overruns} times more than {limit} threads were inside"));
    }

    private void Wait(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        try
        {
            Monitor.Wait(gate);
        }
        catch (ThreadInterruptedException)
        {
            Monitor.Pulse(gate); // the pulse that may have been meant for this thread goes to another
            throw;
        }
    }
}
