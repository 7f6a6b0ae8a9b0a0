using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Threadmill.Engine.Metering;

/// <summary>Sleeps finer than the run-time's whole milliseconds; the system adds its timer slack, some 50 µs.</summary>
internal static unsafe partial class FineSleep
{
    private const int ClockMonotonic = 1;
    private const int AbsoluteTime = 1;
    private const int Interrupted = 4;
    private const long NsPerSecond = 1_000_000_000;

    /// <summary>nanosleep(2). False where there is no such sleep: the caller must spin.</summary>
    /// <param name="ns">Below a second.</param>
    public static bool TryFor(long ns)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            return false;
        var time = stackalloc long[] { 0, ns };
        return NanoSleep(time, null) == 0 || Marshal.GetLastSystemError() != 0;
    }

    /// <summary>
    /// Until a moment that several threads have agreed on: the system's timer makes all of them ready together
    /// (clock_nanosleep(2); elsewhere to the system's tick). Returns at once if it has passed.
    /// </summary>
    /// <param name="timestamp">On the clock of <see cref="Stopwatch"/>.</param>
    public static void Until(long timestamp)
    {
        if (OperatingSystem.IsLinux())
        {
            var (seconds, ns) = Math.DivRem(timestamp, NsPerSecond); // on Linux a timestamp is CLOCK_MONOTONIC in ns
            var until = stackalloc nint[] { (nint)seconds, (nint)ns };
            while (ClockNanoSleep(ClockMonotonic, AbsoluteTime, until, null) == Interrupted)
            {
            }
            return;
        }
        while (timestamp - Stopwatch.GetTimestamp() is > 0 and var left)
            Thread.Sleep((int)Math.Min(int.MaxValue, (left * 1_000 / Stopwatch.Frequency) + 1));
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(long* time, long* left);

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockNanoSleep(int clock, int flags, nint* until, void* left);
}
