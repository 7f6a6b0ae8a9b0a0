using System.Runtime.InteropServices;

namespace Threadmill.Engine.Affinity;

/// <summary>Takes a whole process off the CPUs: hundreds of its threads that spin would otherwise keep everybody else from looking at it.</summary>
public static partial class ProcessHold
{
    private const int SigContOnLinux = 18;
    private const int SigContOnMac = 19;
    private const int SigStopOnLinux = 19;
    private const int SigStopOnMac = 17;

    /// <summary>kill(2) with SIGSTOP, which no process can refuse. Nothing on Windows.</summary>
    public static void Stop(int pid) => Send(pid, SigStopOnLinux, SigStopOnMac);

    /// <summary>SIGCONT: also for one that a debugger left standing when it was itself ended.</summary>
    public static void LetGo(int pid) => Send(pid, SigContOnLinux, SigContOnMac);

    private static void Send(int pid, int onLinux, int onMac)
    {
        if (OperatingSystem.IsLinux())
            _ = Kill(pid, onLinux);
        else if (OperatingSystem.IsMacOS())
            _ = Kill(pid, onMac);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
