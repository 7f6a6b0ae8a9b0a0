namespace Threadmill.Plugins.Pools;

/// <summary>The threads of one side of a conversation: all join before the first operation, and each leaves at its end.</summary>
internal sealed class Role(string workload) : IDisposable
{
    private readonly CancellationTokenSource gone = new();
    private int joined;
    private int present;

    public string Workload => workload;

    /// <summary>How many threads have this role, those that have left included.</summary>
    public int Joined => Volatile.Read(ref joined);

    /// <summary>Canceled when the last one has left.</summary>
    public CancellationToken Gone => gone.Token;

    public void Join()
    {
        Interlocked.Increment(ref joined);
        Interlocked.Increment(ref present);
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref present) == 0)
            gone.Cancel();
    }

    public void Dispose() => gone.Dispose();
}
