using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Threadmill.Plugins.Cores;

/// <summary>Sleeps until a time on the clock that <see cref="Stopwatch"/> reads, by the finest means that the system has.</summary>
internal abstract unsafe partial class SystemTimer : IDisposable
{
    /// <exception cref="PlatformNotSupportedException">There is no such timer.</exception>
    public static SystemTimer Open() =>
        OperatingSystem.IsLinux() ? new Linux()
        : OperatingSystem.IsMacOS() ? new Mac()
        : OperatingSystem.IsWindows() ? new Windows()
        : throw new PlatformNotSupportedException("this system has no fine timer that is known here: use kind=sleep");

    /// <param name="timestamp">As <see cref="Stopwatch.GetTimestamp"/> gives it.</param>
    public abstract void SleepUntil(long timestamp);

    public abstract void Dispose();

    /// <summary>On Linux a timestamp is CLOCK_MONOTONIC in ns.</summary>
    private sealed partial class Linux : SystemTimer
    {
        private const int ClockMonotonic = 1;
        private const int AbsoluteTime = 1;
        private const int Interrupted = 4;

        public override void SleepUntil(long timestamp)
        {
            var (seconds, ns) = Math.DivRem(timestamp, 1_000_000_000);
            var until = stackalloc nint[] { (nint)seconds, (nint)ns };
            while (ClockNanoSleep(ClockMonotonic, AbsoluteTime, until, null) == Interrupted)
            {
            }
        }

        public override void Dispose()
        {
        }

        [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
        private static partial int ClockNanoSleep(int clock, int flags, nint* until, void* left);
    }

    /// <summary>On macOS a timestamp is CLOCK_UPTIME_RAW in ns, which is mach time in other units.</summary>
    private sealed partial class Mac : SystemTimer
    {
        private readonly uint numerator, denominator;

        public Mac()
        {
            var timebase = stackalloc uint[2];
            _ = MachTimebaseInfo(timebase);
            (numerator, denominator) = (timebase[0], timebase[1]);
        }

        public override void SleepUntil(long timestamp) => _ = MachWaitUntil((ulong)((UInt128)timestamp * denominator / numerator));

        public override void Dispose()
        {
        }

        [LibraryImport("libc", EntryPoint = "mach_timebase_info")]
        private static partial int MachTimebaseInfo(uint* timebase);

        [LibraryImport("libc", EntryPoint = "mach_wait_until")]
        private static partial int MachWaitUntil(ulong deadline);
    }

    /// <summary>Windows has fine timers for relative times only; from Windows 10 1803 on.</summary>
    private sealed partial class Windows : SystemTimer
    {
        private const uint HighResolution = 2;
        private const uint AllAccess = 0x1F0003;
        private readonly nint timer = CreateWaitableTimerExW(null, null, HighResolution, AllAccess);

        public override void SleepUntil(long timestamp)
        {
            long left = timestamp - Stopwatch.GetTimestamp();
            long due = -(long)(left * (1e7 / Stopwatch.Frequency));
            if (due < 0 && SetWaitableTimer(timer, &due, 0, null, null, 0) != 0)
                _ = WaitForSingleObject(timer, uint.MaxValue);
        }

        public override void Dispose() => _ = CloseHandle(timer);

        [LibraryImport("kernel32")]
        private static partial nint CreateWaitableTimerExW(void* attributes, void* name, uint flags, uint access);

        [LibraryImport("kernel32")]
        private static partial int SetWaitableTimer(nint timer, long* due, int period, void* routine, void* argument, int resume);

        [LibraryImport("kernel32")]
        private static partial uint WaitForSingleObject(nint handle, uint milliseconds);

        [LibraryImport("kernel32")]
        private static partial int CloseHandle(nint handle);
    }
}
