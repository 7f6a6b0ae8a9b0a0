using System.Runtime.CompilerServices;
using Threadmill.Cli.Reports;
using Threadmill.Cli.Workers;

namespace Threadmill.Cli;

/// <summary>Tells what kind of process this is: the user's, or one that the tool has started.</summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        if (RuntimeFeature.IsDynamicCodeSupported)
        {
            if (WorkerProcess.TryRun(args) is { } workerExitCode)
                return workerExitCode;
            if (HangStacks.TryRun(args))
                return ExitCode.Success;
        }
        else
        {
            StandardStreams.Fill();
            InstalledProgram.OpenToAll();
            if (ManagedTool.IsAskedFor(args))
                return ManagedTool.Run(args);
        }
        SpareWorker.Prepare(args);
        return Tool.Run(args);
    }
}
