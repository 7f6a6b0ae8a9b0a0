namespace Threadmill.Plugins.Pools;

/// <summary>
/// The other role, as one thread sees it. Once they have left, a few calls more return with nothing done, slowly, as the last
/// operations of both sides do not end together; then the thread fails, since it was given more to do than the others.
/// </summary>
internal sealed class OtherSide : IDisposable
{
    private const int IdleCalls = 100;
    private static readonly TimeSpan IdleTime = TimeSpan.FromMilliseconds(10);
    private readonly Role role;
    private readonly CancellationToken stop;
    private readonly CancellationTokenSource awaited;
    private int idle;

    public OtherSide(Role role, CancellationToken stop)
    {
        this.role = role;
        this.stop = stop;
        awaited = CancellationTokenSource.CreateLinkedTokenSource(stop, role.Gone);
    }

    /// <summary>For waits: canceled when there is nobody to wait for, or when the thread is to stop.</summary>
    public CancellationToken Awaited => awaited.Token;

    /// <summary>Whether a wait ended because the others have, and not because this thread is to stop.</summary>
    public bool HasLeft => role.Gone.IsCancellationRequested && !stop.IsCancellationRequested;

    /// <exception cref="InvalidOperationException">No thread of the group has the other role.</exception>
    public void MustExist()
    {
        if (role.Joined == 0)
            throw new InvalidOperationException($"the group has no {role.Workload}: add ': {role.Workload}' to the command line");
    }

    /// <summary>A call that can do nothing any more.</summary>
    /// <exception cref="InvalidOperationException">It was one too many.</exception>
    public async Task Idle()
    {
        await Task.Delay(IdleTime, stop);
        if (++idle == IdleCalls)
            throw new InvalidOperationException($"threads of {role.Workload} have ended: use --duration, or make the servers a --daemon");
    }

    public void Dispose() => awaited.Dispose();
}
