using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Threadmill.Engine.Topology;

namespace Threadmill.Engine.Affinity;

/// <summary>Systems that cannot confine a thread to a CPU: macOS knows hints at most, and none on Apple silicon.</summary>
internal sealed partial class NoPinning : IThreadPinning
{
    public bool CanPin([NotNullWhen(false)] out string? whyNot)
    {
        whyNot = $"{RuntimeInformation.OSDescription} has no way to pin a thread to a CPU";
        return false;
    }

    public void Pin(CpuSet cpus) => throw new IOException($"{RuntimeInformation.OSDescription} has no way to pin a thread to CPU {cpus}");

    public CpuSet Current() => CpuSet.Empty;

    public int CurrentCpu() => -1;

    public long CurrentThreadId() => OperatingSystem.IsMacOS() && PthreadThreadId(0, out var id) == 0 ? (long)id : 0;

    /// <summary>The runtime has set the name; macOS takes up to 63 bytes of it.</summary>
    public void SetThreadName(string name)
    {
    }

    public bool TrySetPriority(ThreadPriority priority, [NotNullWhen(false)] out string? whyNot)
    {
        whyNot = $"{RuntimeInformation.OSDescription} gives threads no priority of their own";
        return false;
    }

    /// <summary>pthread_threadid_np(3): the number that Activity Monitor's samples show; 0 asks for the caller's own.</summary>
    [LibraryImport("libc", EntryPoint = "pthread_threadid_np")]
    private static partial int PthreadThreadId(nint thread, out ulong id);
}
