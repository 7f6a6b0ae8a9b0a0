using System.Diagnostics.CodeAnalysis;
using Threadmill.Engine.Topology;

namespace Threadmill.Engine.Affinity;

/// <summary>What an operating system can do with the calling thread: all members are about that one.</summary>
public interface IThreadPinning
{
    /// <summary>Whether threads can be pinned here and now; a sandbox may forbid what the system could.</summary>
    bool CanPin([NotNullWhen(false)] out string? whyNot);

    /// <summary>Confines the thread to these CPUs.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    void Pin(CpuSet cpus);

    /// <summary>Where the thread may run, read back from the system; empty where that cannot be told.</summary>
    CpuSet Current();

    /// <summary>The CPU on which it runs at this moment; -1 where that cannot be told.</summary>
    int CurrentCpu();

    /// <summary>The system's number for the thread, as its tools show it.</summary>
    long CurrentThreadId();

    /// <summary>Gives the thread a short name for the system's tools.</summary>
    void SetThreadName(string name);

    bool TrySetPriority(ThreadPriority priority, [NotNullWhen(false)] out string? whyNot);
}

/// <summary>The one door to what differs by operating system.</summary>
public static class ThreadPinning
{
    public static IThreadPinning OfThisMachine { get; } =
        OperatingSystem.IsLinux() ? new LinuxPinning() : OperatingSystem.IsWindows() ? new WindowsPinning() : new NoPinning();
}
