using Threadmill.Engine.Journal;

namespace Threadmill.Engine.Threads;

/// <summary>
/// Asks the threads of one spec to stop. The first reason stays. The token is canceled on a pool thread, because callbacks
/// that a workload registered run with it and may hang or throw.
/// </summary>
internal sealed unsafe class StopScope(Action<Exception> callbackFailed) : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PaddedFlag flag = new();
    private int reason;

    public CancellationToken Token => source.Token;

    /// <summary>Why these threads were asked to stop; <see cref="StopReason.None"/> until they are.</summary>
    public StopReason Reason => (StopReason)Volatile.Read(ref reason);

    /// <summary>Non-zero once requested: what loops poll.</summary>
    public int* Flag => flag.Pointer;

    public bool IsRequested => Reason != StopReason.None;

    /// <summary>Any thread. Returns false if somebody asked before.</summary>
    public bool Request(StopReason why)
    {
        if (Interlocked.CompareExchange(ref reason, (int)why, (int)StopReason.None) != (int)StopReason.None)
            return false;
        flag.Set();
        ThreadPool.UnsafeQueueUserWorkItem(_ => Cancel(), null);
        return true;
    }

    /// <summary>Only when none of the threads can still run.</summary>
    public void Dispose()
    {
        source.Dispose();
        flag.Dispose();
    }

    private void Cancel()
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException e)
        {
            foreach (var thrown in e.InnerExceptions)
                callbackFailed(thrown);
        }
    }
}
