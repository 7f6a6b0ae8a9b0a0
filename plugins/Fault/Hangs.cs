using System.IO.Pipes;

namespace Threadmill.Plugins.Fault;

public static class Hangs
{
    /// <summary>Runs in a loop for ever, deaf to every request to stop.</summary>
    [Workload("fault.spin")]
    public static long Spin()
    {
        for (long i = 0; ; i++)
        {
            if (i == long.MaxValue)
                return i;
        }
    }

    /// <summary>Sleeps for ever; an interrupt wakes it.</summary>
    [Workload("fault.hang")]
    public static void Hang() => Thread.Sleep(Timeout.Infinite);

    /// <summary>Sleeps for ever and swallows every interrupt.</summary>
    [Workload("fault.swallow")]
    public static void Swallow()
    {
        while (true)
        {
            try
            {
                Thread.Sleep(Timeout.Infinite);
            }
            catch (ThreadInterruptedException)
            {
                // That is the fault.
            }
        }
    }

    /// <summary>Blocks in a native read that nobody answers.</summary>
    [Workload("fault.blocked-read")]
    public static int BlockedRead()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        return pipe.ReadByte();
    }
}

/// <summary>Deadlocks: each thread of the group holds one lock and waits for its neighbour's.</summary>
[Workload("fault.deadlock")]
public sealed class Deadlock([Shared] Circle circle, WorkloadThread me)
{
    [Operation]
    public void Meet()
    {
        lock (circle.At(me.Index, me.GroupSize))
        {
            circle.AwaitAll(me.GroupSize);
            lock (circle.At(me.Index + 1, me.GroupSize))
            {
                GC.KeepAlive(me);
            }
        }
    }
}

/// <summary>The locks that a group's threads take in a circle.</summary>
public sealed class Circle
{
    private readonly object[] locks = [.. Enumerable.Range(0, 1024).Select(_ => new object())];
    private int holding;

    public object At(int index, int size) => locks[index % size % locks.Length];

    /// <summary>Waits until every thread holds its first lock, so that the deadlock is certain.</summary>
    public void AwaitAll(int size)
    {
        Interlocked.Increment(ref holding);
        while (Volatile.Read(ref holding) < size)
            Thread.Yield();
    }
}

/// <summary>The group's first thread takes a lock and ends without giving it back; the others wait for it for ever.</summary>
[Workload("fault.lock-kept")]
public sealed class LockKept([Shared] KeptLock kept, WorkloadThread me)
{
    [Operation]
    public void Enter() => kept.Enter(me.Index == 0);
}

/// <summary>The lock that nobody gives back.</summary>
public sealed class KeptLock
{
    private readonly object gate = new();
    private readonly ManualResetEventSlim isTaken = new();

    public void Enter(bool first)
    {
        if (!first)
            isTaken.Wait();
        Monitor.Enter(gate);
        isTaken.Set();
    }
}
