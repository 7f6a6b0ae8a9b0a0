using System.Runtime.InteropServices;

namespace Threadmill.Engine.Metering;

/// <summary>What macOS tells of the calling thread: thread_info(), flavour THREAD_BASIC_INFO, in whole microseconds.</summary>
internal static unsafe partial class MachThread
{
    private const int BasicInfo = 3;
    private const int BasicInfoWords = 10;

    /// <summary>False where the kernel refuses.</summary>
    public static bool TryReadTimes(out long userNs, out long systemNs)
    {
        var info = stackalloc int[BasicInfoWords];
        var words = BasicInfoWords;
        var isRead = ThreadInfo(PthreadMachThread(PthreadSelf()), BasicInfo, info, ref words) == 0;
        userNs = isRead ? Nanoseconds(info[0], info[1]) : -1;
        systemNs = isRead ? Nanoseconds(info[2], info[3]) : -1;
        return isRead;
    }

    private static long Nanoseconds(int seconds, int microseconds) => (seconds * 1_000_000_000L) + (microseconds * 1000L);

    [LibraryImport("libc", EntryPoint = "pthread_self")]
    private static partial nint PthreadSelf();

    /// <summary>The kernel's port of a thread; this call takes no reference that would have to be given back.</summary>
    [LibraryImport("libc", EntryPoint = "pthread_mach_thread_np")]
    private static partial uint PthreadMachThread(nint thread);

    [LibraryImport("libc", EntryPoint = "thread_info")]
    private static partial int ThreadInfo(uint thread, int flavour, int* info, ref int words);
}
