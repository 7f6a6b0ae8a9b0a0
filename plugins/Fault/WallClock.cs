namespace Threadmill.Plugins.Fault;

public static class WallClock
{
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    /// <summary>Sets the machine's wall clock to another time, and back a moment later; the system must allow it.</summary>
    /// <param name="by">How far ahead, or back; a minute ahead by default.</param>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.wall-clock")]
    public static void Change(TimeSpan? by = null, TimeSpan? after = null)
    {
        Pause.Before(after);
        Shift(by ?? Usual);
        try
        {
            Thread.Sleep(Moment);
        }
        finally
        {
            Shift(-(by ?? Usual));
        }
    }

    private static void Shift(TimeSpan by)
    {
        if (!CRuntime.TrySetWallClock(DateTimeOffset.UtcNow + by))
            throw new UnauthorizedAccessException("the system does not let this process set the wall clock; it takes CAP_SYS_TIME on Linux, and root on macOS");
    }
}
