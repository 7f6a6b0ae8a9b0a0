using System.Runtime.InteropServices;

namespace Threadmill.Engine.Plugins;

/// <summary>Where .NET is installed, found as an app host finds it; for a program that runs without it.</summary>
/// <param name="root">The file system's root; another folder in tests.</param>
/// <param name="variable">Reads an environment variable.</param>
internal sealed class DotnetFolder(string root, Func<string, string?> variable)
{
    private static readonly string Host = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
    private static readonly string Architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <exception cref="ProblemException">There is none that holds a runtime of this version or a later one.</exception>
    public string Find(Version atLeast)
    {
        var folders = Candidates().Where(f => File.Exists(Path.Combine(f, Host))).Distinct().ToArray();
        return folders.FirstOrDefault(f => InstalledRuntimes.Versions(f, InstalledRuntimes.Core).Any(v => v >= atLeast)) ?? throw new ProblemException(Problem.Unavailable(
            $"the threads need the .NET {atLeast.ToString(2)} runtime, and {(folders.Length == 0 ? $"no {Host} is found" : $"{string.Join(", ", folders)} has none")}; install it, or set DOTNET_ROOT to the folder of the {Host} that has it"));
    }

    private IEnumerable<string> Candidates()
    {
        foreach (var name in new[] { $"DOTNET_ROOT_{Architecture.ToUpperInvariant()}", "DOTNET_ROOT" })
        {
            if (variable(name) is { Length: > 0 } told)
                yield return told;
        }
        foreach (var file in new[] { $"etc/dotnet/install_location_{Architecture}", "etc/dotnet/install_location" })
        {
            if (SystemFile.Text(Path.Combine(root, file)) is { Length: > 0 } registered)
                yield return registered.Split('\n')[0].Trim();
        }
        if (variable("ProgramFiles") is { Length: > 0 } programs)
            yield return Path.Combine(programs, "dotnet");
        foreach (var folder in new[] { "usr/local/share/dotnet", "usr/share/dotnet", "usr/lib/dotnet" })
            yield return Path.Combine(root, folder);
        foreach (var folder in (variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var host = new FileInfo(Path.Combine(folder, Host));
            if (host.Exists)
                yield return (host.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? host.FullName) is var file ? Path.GetDirectoryName(file)! : folder;
        }
    }
}
