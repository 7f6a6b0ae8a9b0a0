using System.Runtime.InteropServices;

namespace Threadmill.Plugins.Fault;

/// <summary>The few functions of the system's C runtime with which native code goes wrong: libc, and ucrtbase on Windows.</summary>
internal static partial class CRuntime
{
    public static void Abort()
    {
        if (OperatingSystem.IsWindows())
            UcrtAbort();
        else
            LibcAbort();
    }

    public static void Fill(nint address, int value, nint bytes) =>
        _ = OperatingSystem.IsWindows() ? UcrtSet(address, value, bytes) : LibcSet(address, value, bytes);

    public static void Write(int fd, byte[] bytes) =>
        _ = OperatingSystem.IsWindows() ? UcrtWrite(fd, bytes, bytes.Length) : LibcWrite(fd, bytes, bytes.Length);

    public static void Close(int fd) => _ = OperatingSystem.IsWindows() ? UcrtClose(fd) : LibcClose(fd);

    /// <summary>Sends a signal to this process; not on Windows.</summary>
    public static void Signal(int number) => _ = LibcKill(Environment.ProcessId, number);

    /// <summary>clock_settime(2) of CLOCK_REALTIME, which is 0 on Linux and macOS. False: not allowed; always on Windows.</summary>
    public static unsafe bool TrySetWallClock(DateTimeOffset time)
    {
        var ticks = (time - DateTimeOffset.UnixEpoch).Ticks;
        var spec = stackalloc nint[] { (nint)(ticks / TimeSpan.TicksPerSecond), (nint)(ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick) };
        return !OperatingSystem.IsWindows() && LibcSetClock(0, spec) == 0;
    }

    [LibraryImport("libc", EntryPoint = "clock_settime")]
    private static unsafe partial int LibcSetClock(int clock, nint* time);

    [LibraryImport("libc", EntryPoint = "abort")]
    private static partial void LibcAbort();

    [LibraryImport("libc", EntryPoint = "memset")]
    private static partial nint LibcSet(nint address, int value, nint count);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint LibcWrite(int fd, byte[] bytes, nint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int LibcClose(int fd);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int LibcKill(int pid, int signal);

    [LibraryImport("ucrtbase", EntryPoint = "abort")]
    private static partial void UcrtAbort();

    [LibraryImport("ucrtbase", EntryPoint = "memset")]
    private static partial nint UcrtSet(nint address, int value, nint count);

    [LibraryImport("ucrtbase", EntryPoint = "_write")]
    private static partial int UcrtWrite(int fd, byte[] bytes, int count);

    [LibraryImport("ucrtbase", EntryPoint = "_close")]
    private static partial int UcrtClose(int fd);
}
