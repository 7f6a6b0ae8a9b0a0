namespace Threadmill.Plugins.Fault;

public static class Background
{
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(200);

    /// <summary>Throws in an <c>async void</c> method, after an await.</summary>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.async-void")]
    public static void AsyncVoid(TimeSpan? after = null)
    {
        Pause.Before(after);
        Fire();
        Thread.Sleep(Linger);
    }

    /// <summary>Throws on a thread that it started itself.</summary>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.thread")]
    public static void OwnThread(TimeSpan? after = null)
    {
        Pause.Before(after);
        var thread = new Thread(() => throw new FaultException("on a thread of the workload's own")) { Name = "stray" };
        thread.Start();
        thread.Join();
    }

    /// <summary>Throws in an item of the thread pool.</summary>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.pool")]
    public static void PoolItem(TimeSpan? after = null)
    {
        Pause.Before(after);
        ThreadPool.UnsafeQueueUserWorkItem(_ => throw new FaultException("in a pool item"), null);
        Thread.Sleep(Linger);
    }

    /// <summary>Throws in a finalizer.</summary>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.finalizer")]
    public static void Finalizer(TimeSpan? after = null)
    {
        Pause.Before(after);
        Drop();
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Drop() => _ = new Bomb();

    private static async void Fire()
    {
        await Task.Yield();
        throw new FaultException("in async void");
    }

    private sealed class Bomb
    {
        private readonly string message = "in a finalizer";

        ~Bomb()
        {
            if (message.Length > 0)
                throw new FaultException(message);
        }
    }
}
