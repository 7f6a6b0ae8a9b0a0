using System.Runtime.InteropServices;

namespace Threadmill.Engine.Metering;

/// <summary>Sleeps of less than a millisecond, which the run-time has no call for: nanosleep(2).</summary>
internal static unsafe partial class Nap
{
    /// <summary>False where there is no such sleep: the caller must spin.</summary>
    /// <param name="ns">Below a second; the system adds its timer slack, some 50 µs.</param>
    public static bool TryFor(long ns)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            return false;
        var time = stackalloc long[] { 0, ns };
        return NanoSleep(time, null) == 0 || Marshal.GetLastSystemError() != 0;
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(long* time, long* left);
}
