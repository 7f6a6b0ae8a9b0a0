using System.Globalization;

namespace Threadmill.Plugins.Pools;

/// <summary>What an <c>await</c> costs: goes away and comes back, so many times per call.</summary>
/// <remarks>With <c>--async thread</c> it comes back to its own thread, which the check verifies; with <c>--async pool</c> to any.</remarks>
[Workload("async.hop")]
public sealed class AsyncHop
{
    private readonly int thread = Environment.CurrentManagedThreadId;
    private readonly HopKind kind;
    private readonly int hops;
    private long strays;

    /// <param name="kind"><c>yield</c>, <c>pool</c> or <c>completed</c>.</param>
    /// <param name="hops">Awaits per call, at least 1.</param>
    public AsyncHop(HopKind kind = HopKind.Yield, int hops = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hops, 1);
        this.kind = kind;
        this.hops = hops;
    }

    /// <summary>Awaits after which the method went on with a context, and yet not on its own thread.</summary>
    internal long Strays => strays;

    /// <returns>Awaits made.</returns>
    [Operation]
    public async Task<int> Hop()
    {
        int made = 0;
        bool hasLoop = SynchronizationContext.Current is not null;
        for (; made < hops; made++)
        {
            if (kind == HopKind.Yield)
                await Task.Yield();
            else if (kind == HopKind.Pool)
                await Task.Run(static () => { });
            else
                await Task.CompletedTask;
            if (hasLoop && Environment.CurrentManagedThreadId != thread)
                Interlocked.Increment(ref strays);
        }
        return made;
    }

    /// <summary>Where the thread has a loop, the method was always brought back to it.</summary>
    [Check]
    public void ComesBackToItsThread()
    {
        if (strays > 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{strays} awaits came back on another thread"));
    }
}
