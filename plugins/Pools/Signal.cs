using System.Diagnostics;

namespace Threadmill.Plugins.Pools;

/// <summary>
/// Something that the pool does once for a thread that waits for it, and when it began. Never disposed: what comes late, after a
/// stop, must still find it.
/// </summary>
internal sealed class Signal
{
    private readonly SemaphoreSlim done = new(0);
    private long came;

    /// <summary>Called on the pool, once for each wait.</summary>
    public void Set()
    {
        Volatile.Write(ref came, Stopwatch.GetTimestamp());
        done.Release();
    }

    /// <returns>When <see cref="Set"/> was called.</returns>
    public long Wait(CancellationToken stop)
    {
        done.Wait(stop);
        return Volatile.Read(ref came);
    }

    public static double Ns(long ticks) => ticks * (1e9 / Stopwatch.Frequency);
}
