using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Threadmill.Engine.Topology;

namespace Threadmill.Engine.Affinity;

/// <summary>
/// SetThreadGroupAffinity: hard, within one processor group of up to 64 CPUs. A set that spans groups is refused, because
/// CPU sets, which may span them, are only a wish to the scheduler.
/// </summary>
internal sealed partial class WindowsPinning : IThreadPinning
{
    private const int GroupSize = 64;

    public bool CanPin([NotNullWhen(false)] out string? whyNot)
    {
        whyNot = GetThreadGroupAffinity(GetCurrentThread(), out var current) && SetThreadGroupAffinity(GetCurrentThread(), current, out _)
            ? null
            : $"SetThreadGroupAffinity is refused: {Marshal.GetLastPInvokeErrorMessage()}";
        return whyNot is null;
    }

    public void Pin(CpuSet cpus)
    {
        var groups = cpus.GroupBy(c => c / GroupSize).ToArray();
        if (groups is not [var group])
            throw new IOException($"CPUs {cpus} are in {groups.Length} processor groups; Windows pins a thread within one (CPUs 64·g to 64·g+63)");
        var affinity = new GroupAffinity { Group = (ushort)group.Key, Mask = group.Aggregate(0UL, (mask, cpu) => mask | (1UL << (cpu % GroupSize))) };
        if (!SetThreadGroupAffinity(GetCurrentThread(), affinity, out _))
            throw new IOException($"the thread could not be pinned to CPU {cpus}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    public CpuSet Current() => GetThreadGroupAffinity(GetCurrentThread(), out var affinity)
        ? new(Enumerable.Range(0, GroupSize).Where(bit => (affinity.Mask >> bit & 1) != 0).Select(bit => (affinity.Group * GroupSize) + bit))
        : CpuSet.Empty;

    public int CurrentCpu()
    {
        GetCurrentProcessorNumberEx(out var number);
        return (number.Group * GroupSize) + number.Number;
    }

    public long CurrentThreadId() => GetCurrentThreadId();

    /// <summary>The runtime has set the whole name: Windows cuts none.</summary>
    public void SetThreadName(string name)
    {
    }

    public bool TrySetPriority(ThreadPriority priority, [NotNullWhen(false)] out string? whyNot)
    {
        whyNot = null;
        Thread.CurrentThread.Priority = priority;
        return true;
    }

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentThread();

    [LibraryImport("kernel32")]
    private static partial uint GetCurrentThreadId();

    [LibraryImport("kernel32")]
    private static partial void GetCurrentProcessorNumberEx(out ProcessorNumber number);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetThreadGroupAffinity(nint thread, out GroupAffinity affinity);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetThreadGroupAffinity(nint thread, in GroupAffinity affinity, out GroupAffinity previous);

    [StructLayout(LayoutKind.Sequential)]
    private struct GroupAffinity
    {
        public ulong Mask;
        public ushort Group;
        public ushort Reserved1;
        public ushort Reserved2;
        public ushort Reserved3;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ProcessorNumber
    {
        public ushort Group;
        public byte Number;
        public byte Reserved;
    }
}
