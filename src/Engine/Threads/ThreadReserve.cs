namespace Threadmill.Engine.Threads;

/// <summary>
/// Keeps the last threads that the system would give for those who cannot do without: a runtime that is refused one for its own
/// pool, or for a signal that has come, ends its process. Threads of the run that are started meanwhile leave so many free.
/// </summary>
internal sealed class ThreadReserve : IDisposable
{
    /// <summary>The pools and signals of worker and supervisor, and a process that looks at threads which hang.</summary>
    private const int Threads = 32;

    private const int StackBytes = 64 * 1024;

    private readonly ManualResetEvent isReleased = new(false);
    private readonly List<Thread> held = [];

    public ThreadReserve()
    {
        try
        {
            for (var i = 0; i < Threads; i++)
            {
                var thread = new Thread(() => isReleased.WaitOne(), StackBytes) { IsBackground = true };
                thread.Start();
                held.Add(thread);
            }
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
        {
            // There is less than that: what was got is kept all the same.
        }
    }

    /// <summary>From now on there is room for others. Any thread; returns once there is.</summary>
    public void Release()
    {
        isReleased.Set();
        held.ForEach(t => t.Join());
    }

    /// <summary>They end by themselves: nobody waits for them, nor takes away what they wait for.</summary>
    public void Dispose() => isReleased.Set();
}
