using System.ComponentModel;
using System.Diagnostics;

namespace Threadmill.Plugins.Io;

/// <summary>By <see cref="Process"/>, whose pipes are read empty.</summary>
internal sealed class ProcessRunner(string[] command) : CommandRunner
{
    private readonly ProcessStartInfo start = new(command[0], command[1..])
    {
        UseShellExecute = false,
        CreateNoWindow = true,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    public override ChildExit Run(CancellationToken stop)
    {
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new FileNotFoundException($"command '{command[0]}' cannot be started: {e.Message}", command[0], e);
        }
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using (stop.UnsafeRegister(static process => ((Process)process!).Kill(entireProcessTree: true), process))
            process.WaitForExit();
        stop.ThrowIfCancellationRequested();
        return new ChildExit(process.ExitCode, Signal: 0, Of(process, p => p.UserProcessorTime), Of(process, p => p.PrivilegedProcessorTime));
    }

    /// <summary>Times of a process that has ended can be asked for on Windows only.</summary>
    private static TimeSpan Of(Process process, Func<Process, TimeSpan> time) => OperatingSystem.IsWindows() ? time(process) : default;
}
