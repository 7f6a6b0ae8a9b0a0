using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Threadmill.Engine.Installing;

/// <summary>The .NET SDK of this machine: it restores and publishes with the user's own NuGet configuration; nothing is done in its place.</summary>
/// <param name="host">The <c>dotnet</c> program beside the SDK.</param>
public sealed partial class DotnetSdk(string host)
{
    /// <param name="why">What needs it, for the error: goes before «needs the .NET SDK».</param>
    /// <exception cref="ProblemException">There is none.</exception>
    public static DotnetSdk Find(string why) => Find(why, [.. Hosts().Distinct()]);

    internal static DotnetSdk Find(string why, string[] hosts) => hosts.FirstOrDefault(HasSdk) is { } host
        ? new DotnetSdk(host)
        : throw new ProblemException(Problem.Unavailable(
            $"{why} needs the .NET SDK, and only the runtime is here (looked for 'sdk' beside {string.Join(", ", hosts)}); install the SDK or set DOTNET_ROOT"));

    /// <summary>Runs one command of the SDK and waits for it.</summary>
    /// <exception cref="ProblemException">It failed: the problem is what it said.</exception>
    public void Run(string what, string folder, params string[] words)
    {
        var start = new ProcessStartInfo(host, words) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = folder };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        // Set for this process by whoever built or runs it; they would lead another SDK's tools astray.
        foreach (var inherited in new[] { "MSBUILD_EXE_PATH", "MSBuildSDKsPath", "MSBuildExtensionsPath", "DOTNET_HOST_PATH" })
            start.Environment.Remove(inherited);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + error.Result;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new ProblemException(Problem.Unavailable($"{what}: {Errors(output)}"));
    }

    /// <summary>What MSBuild and NuGet call errors, without the file and project they stand for; else all that was said.</summary>
    internal static string Errors(string output)
    {
        var errors = Error().Matches(output).Select(m => m.Groups[1].Value.Trim()).Distinct().ToArray();
        return errors.Length > 0 ? string.Join("\n  ", errors) : output.Trim() is { Length: > 0 } said ? said : "it said nothing";
    }

    private static IEnumerable<string> Hosts()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
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
        // The runtime is in ROOT/shared/Microsoft.NETCore.App/VERSION/.
        yield return Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..", name));
    }

    private static bool HasSdk(string host) =>
        File.Exists(host) && Path.Combine(Path.GetDirectoryName(host)!, "sdk") is var sdks && Directory.Exists(sdks)
        && Directory.EnumerateDirectories(sdks).Any(s => File.Exists(Path.Combine(s, "dotnet.dll")));

    [GeneratedRegex(@"\berror (?:[A-Z]+\d+ ?)?: (.*?)(?: \[[^\]\r\n]*\])?\r?$", RegexOptions.Multiline)]
    private static partial Regex Error();
}
