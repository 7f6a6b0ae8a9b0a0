namespace Threadmill.Plugins.Sleep;

public static class Sleeps
{
    /// <summary>Sleeps; a request to stop wakes it.</summary>
    /// <param name="time">How long, rounded up to whole milliseconds; 100 ms by default.</param>
    [Workload("sleep")]
    public static void Sleep(TimeSpan? time = null, CancellationToken stop = default)
    {
        var length = time ?? TimeSpan.FromMilliseconds(100);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, TimeSpan.Zero, nameof(time));
        stop.ThrowIfCancellationRequested();
        // One wait of the system lasts 24 days at most.
        for (var left = (long)Math.Ceiling(length.TotalMilliseconds); left > 0; left -= int.MaxValue)
        {
            if (stop.WaitHandle.WaitOne((int)Math.Min(left, int.MaxValue)))
                stop.ThrowIfCancellationRequested();
        }
    }
}
