namespace Threadmill.Plugins.Queues;

/// <summary>The threads of one role: all of them join before the first operation, and each leaves at its end.</summary>
internal sealed class Side(string workload) : IDisposable
{
    private readonly CancellationTokenSource gone = new();
    private int joined;
    private int present;

    /// <summary>The workload that plays this role.</summary>
    public string Workload => workload;

    /// <summary>How many threads have this role, those that have left included.</summary>
    public int Joined => Volatile.Read(ref joined);

    /// <summary>Canceled when the last one has left; wakes those who wait for this side.</summary>
    public CancellationToken Gone => gone.Token;

    /// <returns>The number of the thread within its role, from 0.</returns>
    public int Join()
    {
        Interlocked.Increment(ref present);
        return Interlocked.Increment(ref joined) - 1;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref present) == 0)
            gone.Cancel();
    }

    public void Dispose() => gone.Dispose();
}
