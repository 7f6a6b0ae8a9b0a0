namespace Threadmill.Plugins.Sleep;

public static class Sleeps
{
    /// <summary>Sleeps; a request to stop wakes it.</summary>
    /// <param name="time">How long; 100 ms by default.</param>
    [Workload("sleep")]
    public static void Sleep(TimeSpan? time = null, CancellationToken stop = default)
    {
        if (stop.WaitHandle.WaitOne(time ?? TimeSpan.FromMilliseconds(100)))
            stop.ThrowIfCancellationRequested();
    }
}
