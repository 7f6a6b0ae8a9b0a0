using Threadmill.Cli;
using Threadmill.Cli.Workers;

if (WorkerProcess.TryRun(args) is { } workerExitCode)
    return workerExitCode;
if (HangStacks.TryRun(args))
    return ExitCode.Success;
SpareWorker.Prepare(args);
return Tool.Run(args);
