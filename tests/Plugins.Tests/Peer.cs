using System.Diagnostics;

namespace Plugins.Tests;

/// <summary>A program of the system that does what a workload does.</summary>
internal static class Peer
{
    /// <summary>The first word that it prints in the locale C.UTF-8; null where the system has no such program.</summary>
    public static string? Ask(string program, params string[] arguments)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Path.Combine("/usr/bin", program)))
            return null;
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        var words = process.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return words[0].Trim();
    }
}
