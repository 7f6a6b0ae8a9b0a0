using System.Buffers.Text;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Threadmill.Engine.Metering;

/// <summary>What one thread has used so far; differences of two readings are what matters. -1 is «not known».</summary>
public readonly record struct CpuReading(
    long UserNs, long SystemNs, long RunQueueWaitNs, long VoluntarySwitches, long InvoluntarySwitches, long MinorFaults, long MajorFaults, long AllocatedBytes)
{
    /// <summary>The sum of user and system time is exact and only their split may move back: then all of it was the other.</summary>
    public static CpuReading operator -(CpuReading to, CpuReading from) => new(
        Share(to.UserNs, from.UserNs, to.SystemNs, from.SystemNs),
        Share(to.SystemNs, from.SystemNs, to.UserNs, from.UserNs),
        Difference(to.RunQueueWaitNs, from.RunQueueWaitNs),
        Difference(to.VoluntarySwitches, from.VoluntarySwitches),
        Difference(to.InvoluntarySwitches, from.InvoluntarySwitches),
        Difference(to.MinorFaults, from.MinorFaults),
        Difference(to.MajorFaults, from.MajorFaults),
        Difference(to.AllocatedBytes, from.AllocatedBytes));

    private static long Share(long to, long from, long otherTo, long otherFrom) =>
        to < 0 || from < 0 ? -1 : Math.Clamp(to - from, 0, Math.Max(0, to - from + otherTo - otherFrom));

    private static long Difference(long to, long from) => to < 0 || from < 0 ? -1 : to - from;
}

/// <summary>
/// Reads what the calling thread has used: some 1.5 µs a reading on Linux, fit for the edges of a phase, not for its inside.
/// Made and used by one thread. getrusage(2) RUSAGE_THREAD, CLOCK_THREAD_CPUTIME_ID, /proc/thread-self/schedstat.
/// </summary>
public sealed unsafe partial class CpuMeter : IDisposable
{
    private const int RusageThread = 1;
    private const int ThreadCpuTime = 3;
    private const int DuplicateFromAndCloseOnExec = 1030;

    /// <summary>Files that a process of .NET has open beside its meters.</summary>
    private const int OtherFiles = 100;

    private readonly SafeFileHandle? schedstat = OpenSchedstat();

    /// <summary>
    /// Has the system make room for the files of many meters at once. The table of a process's files doubles when it is full,
    /// and each time whoever needs the room waits for every CPU to have passed through the scheduler (measured: 4 threads began
    /// 10 ms apart, and 0.2 ms with room made before; 64 threads 3 ms and 1.2 ms). So does the caller here.
    /// </summary>
    public static void MakeRoom(int meters)
    {
        using var one = OpenSchedstat();
        if (one is not null && Fcntl((int)one.DangerousGetHandle(), DuplicateFromAndCloseOnExec, meters + OtherFiles) is >= 0 and var highest)
            new SafeFileHandle(highest, ownsHandle: true).Dispose();
    }

    public CpuReading Read() =>
        OperatingSystem.IsLinux() ? ReadLinux()
        : OperatingSystem.IsWindows() ? ReadWindows()
        : OperatingSystem.IsMacOS() && MachThread.TryReadTimes(out var user, out var system) ? TimesOnly(user, system)
        : Unknown();

    public void Dispose() => schedstat?.Dispose();

    private static CpuReading Unknown() => TimesOnly(-1, -1);

    private static CpuReading TimesOnly(long userNs, long systemNs) => new(userNs, systemNs, -1, -1, -1, -1, -1, GC.GetAllocatedBytesForCurrentThread());

    private static SafeFileHandle? OpenSchedstat()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            return File.OpenHandle("/proc/thread-self/schedstat");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No /proc, or a kernel without scheduler statistics: the wait is not known.
            return null;
        }
    }

    /// <summary>The split of user and system time moves in timer ticks, their sum is exact on the thread's clock: the sum is shared out by the split.</summary>
    private CpuReading ReadLinux()
    {
        Rusage usage;
        TimeSpec cpu;
        if (GetRusage(RusageThread, &usage) != 0 || ClockGetTime(ThreadCpuTime, &cpu) != 0)
            return Unknown();
        var total = (cpu.Seconds * 1_000_000_000) + cpu.Nanoseconds;
        var system = Math.Min(((usage.SystemSeconds * 1_000_000) + usage.SystemMicroseconds) * 1000, total);
        return new(
            total - system, system, RunQueueWait(),
            usage.VoluntarySwitches, usage.InvoluntarySwitches, usage.MinorFaults, usage.MajorFaults,
            GC.GetAllocatedBytesForCurrentThread());
    }

    /// <summary>The second of three figures: «run wait slices».</summary>
    private long RunQueueWait()
    {
        if (schedstat is null)
            return -1;
        Span<byte> text = stackalloc byte[96];
        try
        {
            text = text[..RandomAccess.Read(schedstat, text, 0)];
        }
        catch (IOException)
        {
            return -1;
        }
        var second = text.IndexOf((byte)' ') + 1;
        return second > 0 && Utf8Parser.TryParse(text[second..], out long wait, out _) ? wait : -1;
    }

    private static CpuReading ReadWindows() => GetThreadTimes(GetCurrentThread(), out _, out _, out var kernel, out var user)
        ? TimesOnly(user * 100, kernel * 100)
        : Unknown();

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetRusage(int who, Rusage* usage);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Fcntl(int file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, TimeSpec* time);

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentThread();

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetThreadTimes(nint thread, out long created, out long exited, out long kernel, out long user);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    /// <summary>struct rusage of 64-bit Linux, as far as it is read.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 144)]
    private struct Rusage
    {
        [FieldOffset(16)] public long SystemSeconds;
        [FieldOffset(24)] public long SystemMicroseconds;
        [FieldOffset(64)] public long MinorFaults;
        [FieldOffset(72)] public long MajorFaults;
        [FieldOffset(128)] public long VoluntarySwitches;
        [FieldOffset(136)] public long InvoluntarySwitches;
    }
}
