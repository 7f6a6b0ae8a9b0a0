namespace Threadmill.Plugins.Fault;

/// <summary>Deadlocks: each thread holds one lock and waits for its neighbour's; it takes two threads (<c>-t 2</c>) or more.</summary>
[Workload("fault.deadlock")]
public sealed class Deadlock
{
    private readonly Circle circle;
    private readonly TimeSpan? after;
    private readonly int seat;

    /// <param name="after">Wait so long first; 300 ms by default.</param>
    public Deadlock([Shared] Circle circle, WorkloadThread me, TimeSpan? after = null)
    {
        if (me.GroupSize < 2)
            throw new InvalidOperationException("a deadlock takes two threads of one group, not one alone: run it with -t 2");
        this.circle = circle;
        this.after = after;
        seat = circle.Join();
    }

    [Operation]
    public void Meet()
    {
        Pause.Before(after);
        lock (circle.At(seat))
        {
            circle.AwaitAll();
            lock (circle.At(seat + 1))
            {
                GC.KeepAlive(circle);
            }
        }
    }
}

/// <summary>The locks that a group's threads take in a circle.</summary>
public sealed class Circle
{
    private readonly List<object> locks = [];
    private int holding;

    internal object At(int seat) => locks[seat % locks.Count];

    /// <summary>Adds a lock, before the threads start.</summary>
    internal int Join()
    {
        lock (locks)
        {
            locks.Add(new object());
            return locks.Count - 1;
        }
    }

    /// <summary>Waits until every thread holds its first lock, so that the deadlock is certain.</summary>
    internal void AwaitAll()
    {
        Interlocked.Increment(ref holding);
        while (Volatile.Read(ref holding) < locks.Count)
            Thread.Yield();
    }
}
