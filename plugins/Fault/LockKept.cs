namespace Threadmill.Plugins.Fault;

/// <summary>The first thread takes a lock and ends without giving it back; the others wait for it for ever.</summary>
/// <param name="after">Wait so long first; 300 ms by default.</param>
[Workload("fault.lock-kept")]
public sealed class LockKept([Shared] KeptLock kept, TimeSpan? after = null)
{
    private readonly bool isFirst = kept.Join();

    [Operation]
    public void Enter()
    {
        Pause.Before(after);
        kept.Enter(isFirst);
    }
}

/// <summary>The lock that nobody gives back.</summary>
public sealed class KeptLock
{
    private readonly object gate = new();
    private readonly ManualResetEventSlim isTaken = new();
    private int joined;

    /// <summary>True for the first.</summary>
    internal bool Join() => Interlocked.Increment(ref joined) == 1;

    internal void Enter(bool first)
    {
        if (!first)
            isTaken.Wait();
        Monitor.Enter(gate);
        isTaken.Set();
    }
}
