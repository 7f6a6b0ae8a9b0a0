using System.Diagnostics;

namespace Threadmill.Plugins.Fault;

/// <summary>Ways in which a workload takes its process with it.</summary>
public static class Ends
{
    private const int Kill = 9;

    /// <summary>Overflows the stack.</summary>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.overflow")]
    public static int Overflow(TimeSpan? after = null)
    {
        Pause.Before(after);
        return Deeper(0);
    }

    /// <summary>Ends the process as if all were well.</summary>
    /// <param name="code">The exit code.</param>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.exit")]
    public static void Exit(int code = 0, TimeSpan? after = null)
    {
        Pause.Before(after);
        Environment.Exit(code);
    }

    /// <summary>Calls Environment.FailFast.</summary>
    /// <param name="message">What it says.</param>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.fail-fast")]
    public static void FailFast(string message = "failed fast", TimeSpan? after = null)
    {
        Pause.Before(after);
        Environment.FailFast(message);
    }

    /// <summary>Calls the C library's abort.</summary>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.abort")]
    public static void Abort(TimeSpan? after = null)
    {
        Pause.Before(after);
        CRuntime.Abort();
    }

    /// <summary>Writes to address 0 in native code.</summary>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.null-write")]
    public static void NullWrite(TimeSpan? after = null)
    {
        Pause.Before(after);
        CRuntime.Fill(0, 1, 4096);
    }

    /// <summary>Sends its own process a signal.</summary>
    /// <param name="number">Such as 9 (KILL), 11 (SEGV), 15 (TERM); Windows has only 9.</param>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.signal")]
    public static void Signal(int number = 9, TimeSpan? after = null)
    {
        if (OperatingSystem.IsWindows() && number != Kill)
            throw new PlatformNotSupportedException($"Windows has no signal {number}, only {Kill} (kill)");
        Pause.Before(after);
        if (OperatingSystem.IsWindows())
            Process.GetCurrentProcess().Kill();
        else
            CRuntime.Signal(number);
        Thread.Sleep(TimeSpan.FromMilliseconds(500));
    }

    private static int Deeper(int depth) => Deeper(depth + 1) + Environment.ProcessId;
}
