using System.Runtime.InteropServices;

namespace Threadmill.Plugins.Fault;

/// <summary>The calling thread's affinity, changed behind the back of whoever set it.</summary>
internal static unsafe partial class OwnAffinity
{
    private const int MaskBytes = 8192;

    /// <summary>Moves the thread off the CPUs it may use, or where there are no others, to the first of them; macOS knows no affinity.</summary>
    public static bool Change()
    {
        if (OperatingSystem.IsLinux())
            return ChangeOnLinux();
        return OperatingSystem.IsWindows() && SetThreadAffinityMask(GetCurrentThread(), 1) != 0;
    }

    /// <summary>sched_setaffinity(2) drops CPUs that do not exist or that the cpuset forbids, and refuses a mask that is empty then.</summary>
    private static bool ChangeOnLinux()
    {
        var mask = new byte[MaskBytes];
        var others = new byte[MaskBytes];
        fixed (byte* allowed = mask, rest = others)
        {
            if (sched_getaffinity(0, MaskBytes, allowed) != 0)
                return false;
            for (var i = 0; i < MaskBytes; i++)
                rest[i] = (byte)~allowed[i];
            if (sched_setaffinity(0, MaskBytes, rest) == 0)
                return true;
            var first = Array.FindIndex(mask, bits => bits != 0);
            others.AsSpan().Clear();
            rest[first] = (byte)(allowed[first] & -allowed[first]);
            return sched_setaffinity(0, MaskBytes, rest) == 0;
        }
    }

    [LibraryImport("libc")]
    private static partial int sched_getaffinity(int thread, nint bytes, byte* mask);

    [LibraryImport("libc")]
    private static partial int sched_setaffinity(int thread, nint bytes, byte* mask);

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentThread();

    [LibraryImport("kernel32")]
    private static partial nuint SetThreadAffinityMask(nint thread, nuint mask);
}
