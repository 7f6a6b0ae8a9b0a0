using System.Diagnostics;

namespace Threadmill.Plugins.Pools;

/// <summary>Hands an item to the thread pool and waits until it has run: one round trip.</summary>
/// <remarks>Metric: <c>start ns</c>, from queueing until a pool thread begins. The item itself does nothing.</remarks>
/// <param name="local">Prefer the queue of the calling thread, which pays on pool threads only.</param>
[Workload("pool.handoff")]
public sealed class PoolHandOff(WorkloadThread me, bool local = false) : IThreadPoolWorkItem
{
    private readonly Signal ran = new();
    private long runs;

    /// <summary>How often the pool has run the item.</summary>
    internal long Runs => Interlocked.Read(ref runs);

    internal long Calls { get; private set; }

    /// <returns>From queueing to beginning, in ns.</returns>
    [Operation]
    public double HandOver()
    {
        long queued = Stopwatch.GetTimestamp();
        ThreadPool.UnsafeQueueUserWorkItem(this, local);
        double ns = Signal.Ns(ran.Wait(me.StopToken) - queued);
        Calls++;
        me.Report("start ns", ns);
        return ns;
    }

    /// <summary>Every item that was waited for has run once; at most one was left behind by a stop.</summary>
    [Check]
    public bool EveryItemRanOnce() => Runs - Calls is 0 or 1;

    void IThreadPoolWorkItem.Execute()
    {
        Interlocked.Increment(ref runs);
        ran.Set();
    }
}
