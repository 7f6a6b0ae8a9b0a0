using System.Diagnostics;
using System.IO.Pipes;
using System.Text;
using Threadmill.Engine.Planning;

namespace Threadmill.Cli.Workers;

/// <summary>A worker process that was started and waits to be told what it is to run.</summary>
internal sealed class WaitingWorker : IDisposable
{
    private readonly FileStream lifeline;

    private WaitingWorker(Process process, FileStream lifeline)
    {
        Process = process;
        this.lifeline = lifeline;
    }

    public Process Process { get; }

    /// <param name="gc">Settings of its garbage collector; null: the runtime's own.</param>
    /// <param name="runtimeConfig">The file that says on which runtime; null: on the tool's own.</param>
    public static WaitingWorker Start(string? gc = null, string? runtimeConfig = null)
    {
        var lifeline = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        var start = ToolCommand.Of([WorkerProcess.Verb, lifeline.GetClientHandleAsString()], runtimeConfig);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardOutputEncoding = start.StandardErrorEncoding = Encoding.UTF8;
        if (gc is not null)
        {
            foreach (var (name, value) in GcSettings.Parse(gc).Environment())
                start.Environment[name] = value;
        }
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        lifeline.DisposeLocalCopyOfClientHandle();
        return new(process, PlainPipe.ToWrite(lifeline));
    }

    /// <summary>Sets it to work. One that has died by now is seen to have exited.</summary>
    public void Assign(WorkerTask task)
    {
        try
        {
            task.Write(lifeline);
        }
        catch (IOException)
        {
        }
    }

    /// <summary>Ends one that nothing was found for.</summary>
    public void Dismiss()
    {
        Process.Kill();
        Dispose();
    }

    public void Dispose()
    {
        Process.Dispose();
        lifeline.Dispose();
    }
}
