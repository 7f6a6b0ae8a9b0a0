using System.Runtime.InteropServices;

namespace Threadmill.Engine.Affinity;

/// <summary>Takes a whole process off the CPUs: hundreds of its threads that spin would otherwise keep everybody else from looking at it.</summary>
public static partial class ProcessHold
{
    private const int SigStopOnLinux = 19;
    private const int SigStopOnMac = 17;

    /// <summary>kill(2) with SIGSTOP, which no process can refuse. It is not let go again: who is held is ended. Nothing on Windows.</summary>
    public static void Stop(int pid)
    {
        if (OperatingSystem.IsLinux())
            _ = Kill(pid, SigStopOnLinux);
        else if (OperatingSystem.IsMacOS())
            _ = Kill(pid, SigStopOnMac);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
