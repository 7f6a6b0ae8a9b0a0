using System.Diagnostics;
using Threadmill.Engine.Affinity;

namespace Threadmill.Cli.Workers;

/// <summary>The tool as managed code, for what native code cannot do: run threads of plugins in the user's own process, know every type of the framework.</summary>
internal static class ManagedTool
{
    /// <summary>Known before the command line is read, before anything is read from stdin, and before anything is installed.</summary>
    public static bool IsAskedFor(string[] words) =>
        words is ["plugin", ..] || words.Contains("--isolate=none") || words.Zip(words.Skip(1)).Any(w => w is ("--isolate", "none"));

    /// <summary>Begins anew as managed code, in this same process where the system can do that.</summary>
    public static int Run(string[] words)
    {
        SpareWorker.Dismiss();
        var start = ToolCommand.Of(words);
        if (!OperatingSystem.IsWindows())
            ProcessImage.Replace(start.FileName, start.ArgumentList);
        Console.CancelKeyPress += (_, e) => e.Cancel = true;
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
