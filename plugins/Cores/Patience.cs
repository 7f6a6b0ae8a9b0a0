namespace Threadmill.Plugins.Cores;

/// <summary>
/// What a thread does once its partner has left. Two threads' last operations do not end together, so a few calls more return
/// with nothing done, slowly; then the thread fails, since it was given more to do than its partner.
/// </summary>
internal sealed class Patience(CancellationToken stop)
{
    private const int IdleCalls = 100;
    private static readonly TimeSpan IdleTime = TimeSpan.FromMilliseconds(10);
    private int idle;

    /// <exception cref="InvalidOperationException">It was one call too many.</exception>
    /// <exception cref="OperationCanceledException">The thread is to stop.</exception>
    public void Idle()
    {
        if (stop.WaitHandle.WaitOne(IdleTime))
            stop.ThrowIfCancellationRequested();
        if (++idle == IdleCalls)
            throw new InvalidOperationException("the partner has ended: give both threads of a pair the same number of operations, or use --duration");
    }
}
