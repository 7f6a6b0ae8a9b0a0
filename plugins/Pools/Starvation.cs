using System.Diagnostics;

namespace Threadmill.Plugins.Pools;

/// <summary>
/// Starves the thread pool: queues items that block, as synchronous waits for asynchronous work do, and then asks how long
/// one more item has to wait until it begins.
/// </summary>
/// <remarks>
/// With fewer items than the pool has threads the wait is microseconds; with more it lasts until the pool adds a thread, or an
/// item ends. Metric: <c>start ns</c> of the item that waits. A call ends when all its items have.
/// </remarks>
[Workload("pool.starvation")]
public sealed class Starvation : IDisposable
{
    private readonly WorkloadThread me;
    private readonly Signal started = new();
    private readonly CountdownEvent blocked = new(1);
    private readonly ManualResetEventSlim end = new(); // neither is disposed: what begins late, after a stop, must still find them
    private readonly TimeSpan block;
    private long ended;

    /// <param name="items">Items that block, 0 or more; by default twice the number of CPUs, shared out among the group's threads: where these are more, some have none and only ask.</param>
    /// <param name="block">How long each of them blocks; 100 ms by default. A stop ends it.</param>
    public Starvation(WorkloadThread me, int? items = null, TimeSpan? block = null)
    {
        this.me = me;
        Items = items ?? Share(2 * Environment.ProcessorCount, me);
        this.block = block ?? TimeSpan.FromMilliseconds(100);
        ArgumentOutOfRangeException.ThrowIfNegative(Items, nameof(items));
        ArgumentOutOfRangeException.ThrowIfLessThan(this.block, TimeSpan.Zero, nameof(block));
    }

    /// <summary>Items that block, per call.</summary>
    internal int Items { get; }

    /// <summary>Items that blocked to their end or to a stop.</summary>
    internal long Blocked => Interlocked.Read(ref ended);

    /// <returns>How long the item had to wait, in ns.</returns>
    [Operation]
    public double Starve()
    {
        blocked.Reset(Items + 1);
        for (int i = 0; i < Items; i++)
            ThreadPool.UnsafeQueueUserWorkItem(static me => me.Block(), this, preferLocal: false);
        long queued = Stopwatch.GetTimestamp();
        ThreadPool.UnsafeQueueUserWorkItem(static started => started.Set(), started, preferLocal: false);
        double ns = Signal.Ns(started.Wait(me.StopToken) - queued);
        blocked.Signal();
        blocked.Wait(me.StopToken);
        me.Report("start ns", ns);
        return ns;
    }

    public void Dispose() => end.Set();

    /// <summary>The first threads have one more, if the division leaves some over.</summary>
    private static int Share(int all, WorkloadThread me) => (all / me.GroupSize) + (me.Index < all % me.GroupSize ? 1 : 0);

    private void Block()
    {
        end.Wait(block);
        Interlocked.Increment(ref ended);
        blocked.Signal();
    }
}
