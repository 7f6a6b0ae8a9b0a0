using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Threadmill.Engine.Topology;

namespace Threadmill.Engine.Affinity;

/// <summary>sched_setaffinity(2), sched_getcpu(3), setpriority(2), prctl(2); masks of any size.</summary>
internal sealed unsafe partial class LinuxPinning : IThreadPinning
{
    private const int InvalidArgument = 22;
    private const int SetName = 15;
    private const int OfThread = 0;
    private const int MaxMaskBytes = 1 << 17;

    /// <summary>At least as large as the kernel's own masks, else it refuses; found by doubling.</summary>
    private static readonly Lazy<int> MaskBytes = new(FindMaskBytes);

    public bool CanPin([NotNullWhen(false)] out string? whyNot)
    {
        whyNot = Set(Current()) is 0 ? null : $"sched_setaffinity(2) is refused: {Error()}";
        return whyNot is null;
    }

    public void Pin(CpuSet cpus)
    {
        if (Set(cpus) != 0)
            throw new IOException($"the thread could not be pinned to CPU {cpus}: {Error()}");
    }

    public CpuSet Current()
    {
        var mask = new byte[MaskBytes.Value];
        fixed (byte* start = mask)
        {
            var bytes = SchedGetAffinity(0, (nuint)mask.Length, start);
            return bytes < 0 ? CpuSet.Empty : CpuSet.FromMask(mask.AsSpan(0, bytes == 0 ? mask.Length : bytes));
        }
    }

    public int CurrentCpu() => SchedGetCpu();

    public long CurrentThreadId() => OwnThreadId();

    public void SetThreadName(string name)
    {
        var text = new byte[16];
        Encoding.UTF8.GetBytes(OsThreadName.Fit(name)).CopyTo(text, 0);
        fixed (byte* start = text)
            _ = Prctl(SetName, start, 0, 0, 0);
    }

    public bool TrySetPriority(ThreadPriority priority, [NotNullWhen(false)] out string? whyNot)
    {
        var nice = 10 - (5 * (int)priority);
        whyNot = SetPriority(OfThread, OwnThreadId(), nice) == 0 ? null : $"nice {nice:+0;-0;0}: {Error()}";
        return whyNot is null;
    }

    /// <summary>The C library has the call since glibc 2.30 only; before, procfs tells: PROCESS/task/THREAD.</summary>
    private static int OwnThreadId()
    {
        try
        {
            return GetTid();
        }
        catch (EntryPointNotFoundException)
        {
            var link = new FileInfo("/proc/thread-self").LinkTarget;
            return int.TryParse(Path.GetFileName(link), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
        }
    }

    private static int Set(CpuSet cpus)
    {
        var mask = cpus.ToMask(MaskBytes.Value);
        fixed (byte* start = mask)
            return SchedSetAffinity(0, (nuint)mask.Length, start);
    }

    private static int FindMaskBytes()
    {
        for (var bytes = 128; bytes <= MaxMaskBytes; bytes *= 2)
        {
            var mask = new byte[bytes];
            fixed (byte* start = mask)
            {
                if (SchedGetAffinity(0, (nuint)bytes, start) >= 0 || Marshal.GetLastPInvokeError() != InvalidArgument)
                    return bytes;
            }
        }
        return MaxMaskBytes;
    }

    private static string Error() => $"{Marshal.GetLastPInvokeErrorMessage()} (errno {Marshal.GetLastPInvokeError()})";

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SchedSetAffinity(int thread, nuint bytes, byte* mask);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int SchedGetAffinity(int thread, nuint bytes, byte* mask);

    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    [SuppressGCTransition]
    private static partial int SchedGetCpu();

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetTid();

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, int who, int nice);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Prctl(int option, byte* a, nint b, nint c, nint d);
}
