using System.Diagnostics;
using Threadmill.Cli.Workers;
using Threadmill.Engine;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Plugins;

namespace Threadmill.Cli.Sources;

/// <summary>The .NET SDK of this machine: found, and run so that it leaves no process behind.</summary>
internal static class Sdk
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    /// <summary>The <c>dotnet</c> that this tool runs on, if an SDK is with it, else the first one on the path with an SDK.</summary>
    /// <exception cref="ProblemException">There is no SDK.</exception>
    public static string Dotnet(string wantedFor)
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        string[] folders = [InstalledRuntimes.Root, Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? "", .. Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? []];
        foreach (var folder in folders.Where(f => f.Length > 0))
        {
            var host = Path.Combine(folder, name);
            if (File.Exists(host) && Directory.Exists(Path.Combine(Path.GetDirectoryName(Resolved(host))!, "sdk")))
                return host;
        }
        throw new ProblemException(Problem.Unavailable(
            $"{wantedFor} has to be built, but there is no .NET SDK: none in {InstalledRuntimes.Root} and none on the PATH; install one, or name a built DLL"));
    }

    /// <summary>Runs <c>dotnet</c> with those words, until it ends or a signal comes.</summary>
    /// <exception cref="InterruptedException">A signal came.</exception>
    public static (int Code, string Output) Run(string dotnet, IEnumerable<string> words, string folder, Signals signals)
    {
        var start = new ProcessStartInfo(dotnet, words)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // What the command line of another build set for itself, if this tool was started by one.
        foreach (var variable in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(variable);
        // Servers that stay behind would disturb what is measured next.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_NOLOGO"] = "1";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        while (!process.WaitForExit(Tick))
        {
            if (signals.First == StopReason.None)
                continue;
            process.Kill(entireProcessTree: true);
            throw new InterruptedException(signals.First);
        }
        process.WaitForExit();
        return (process.ExitCode, output.Result + error.Result);
    }

    private static string Resolved(string file) => File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
}

/// <summary>A signal ended the tool before anything was run.</summary>
internal sealed class InterruptedException(StopReason reason) : Exception
{
    public StopReason Reason { get; } = reason;
}
