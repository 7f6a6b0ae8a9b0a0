namespace Threadmill.Plugins.Cores;

/// <summary>Who is asked to wake the thread up.</summary>
public enum SleepKind
{
    /// <summary>The system's own timer, at an absolute time, as cyclictest does: clock_nanosleep(2), mach_wait_until, a high-resolution waitable timer.</summary>
    Timer,

    /// <summary><see cref="System.Threading.Thread.Sleep(TimeSpan)"/>: whole milliseconds, from when it is called.</summary>
    Sleep,
}
