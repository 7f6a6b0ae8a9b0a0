using System.Globalization;

namespace Threadmill.Plugins.Queues;

/// <summary>
/// The other side, as one thread sees it. A thread that needs a partner when all have left is not at fault if its own end is
/// near (their last operation and its last do not end together), so its calls return with nothing done, slowly, a while long;
/// then it fails, since it was given more to do than the others.
/// </summary>
internal sealed class Partner : IDisposable
{
    private const int IdleCalls = 100;
    private static readonly TimeSpan IdleTime = TimeSpan.FromMilliseconds(10);
    private readonly Side side;
    private readonly CancellationToken stop;
    private readonly CancellationTokenSource awaited;
    private int idle;

    public Partner(Side side, CancellationToken stop)
    {
        this.side = side;
        this.stop = stop;
        awaited = CancellationTokenSource.CreateLinkedTokenSource(stop, side.Gone);
        Awaited = awaited.Token;
    }

    /// <summary>What a wait for the partner takes: canceled when there is nothing to wait for, or when the thread is to stop.</summary>
    public CancellationToken Awaited { get; }

    /// <summary>Whether a wait ended because the other side has, and not because this thread is to stop.</summary>
    public bool HasLeft => side.Gone.IsCancellationRequested && !stop.IsCancellationRequested;

    /// <summary>To be called before a wait.</summary>
    /// <exception cref="InvalidOperationException">No thread of the group plays the partner's role: nobody would end the wait.</exception>
    public void MustExist()
    {
        if (side.Joined == 0)
            throw new InvalidOperationException($"the group has no {side.Workload}: add ': {side.Workload}' to the command line");
    }

    /// <summary>A call that can do nothing any more.</summary>
    /// <exception cref="InvalidOperationException">It was one too many.</exception>
    public void Idle()
    {
        stop.WaitHandle.WaitOne(IdleTime);
        stop.ThrowIfCancellationRequested();
        if (++idle == IdleCalls)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"all {side.Joined} threads of {side.Workload} have ended: give both sides the same number of operations in all, use --duration, or make this one a --daemon"));
    }

    public void Dispose() => awaited.Dispose();
}
