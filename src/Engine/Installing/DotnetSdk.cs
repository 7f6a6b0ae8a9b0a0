using System.Diagnostics;
using Threadmill.Engine.Plugins;

namespace Threadmill.Engine.Installing;

/// <summary>The .NET SDK of this machine: it builds, restores and publishes with the user's own NuGet configuration; nothing is done in its place.</summary>
/// <param name="host">The <c>dotnet</c> program beside the SDK.</param>
public sealed class DotnetSdk(string host)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    /// <summary>The SDK that is with the runtime of this tool, else the one that the user's shell would find.</summary>
    /// <param name="why">What needs it, for the error: goes before «needs the .NET SDK».</param>
    /// <exception cref="ProblemException">There is none.</exception>
    public static DotnetSdk Find(string why) => Find(why, [.. Hosts().Distinct()]);

    internal static DotnetSdk Find(string why, string[] hosts) => hosts.FirstOrDefault(HasSdk) is { } host
        ? new DotnetSdk(host)
        : throw new ProblemException(Problem.Unavailable(
            $"{why} needs the .NET SDK, and only the runtime is here (looked for 'sdk' beside {string.Join(", ", hosts)}); install the SDK or set DOTNET_ROOT"));

    /// <summary>Runs one command and waits for it; it leaves no process behind.</summary>
    /// <param name="mustGiveUp">Asked while waiting: what it throws ends the command.</param>
    public SdkOutput Run(string folder, IEnumerable<string> words, Action? mustGiveUp = null)
    {
        using var process = Process.Start(StartOf(folder, words))!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            while (!process.WaitForExit(Tick))
                mustGiveUp?.Invoke();
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        process.WaitForExit();
        return new(process.ExitCode, output.Result + error.Result);
    }

    private ProcessStartInfo StartOf(string folder, IEnumerable<string> words)
    {
        var start = new ProcessStartInfo(host, words) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = folder };
        // Set for this process by whoever built or runs it; they would lead another SDK's tools astray.
        foreach (var inherited in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).Append("DOTNET_HOST_PATH").ToArray())
            start.Environment.Remove(inherited);
        // Servers that stay behind would disturb what is measured next.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        return start;
    }

    private static IEnumerable<string> Hosts()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        yield return InstalledRuntimes.Host;
        if (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } given)
            yield return given;
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
            yield return Path.Combine(root, name);
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var link = new FileInfo(Path.Combine(folder, name));
            if (link.Exists)
                yield return link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? link.FullName;
        }
    }

    private static bool HasSdk(string host) =>
        File.Exists(host) && Path.Combine(Path.GetDirectoryName(host)!, "sdk") is var sdks && Directory.Exists(sdks)
        && Directory.EnumerateDirectories(sdks).Any(s => File.Exists(Path.Combine(s, "dotnet.dll")));
}
