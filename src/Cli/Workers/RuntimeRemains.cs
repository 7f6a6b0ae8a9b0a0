namespace Threadmill.Cli.Workers;

/// <summary>What the runtime of a process that did not end by itself leaves in the folder for temporary files: pipes and a socket for debuggers.</summary>
internal static class RuntimeRemains
{
    /// <param name="pid">A process of ours that has exited.</param>
    public static void Delete(int pid)
    {
        var folder = Path.GetTempPath();
        if (OperatingSystem.IsWindows() || !Directory.Exists(folder))
            return;
        foreach (var name in new[] { $"clr-debug-pipe-{pid}-*", $"dotnet-diagnostic-{pid}-*" })
        {
            foreach (var remains in Directory.GetFiles(folder, name))
                File.Delete(remains);
        }
    }
}
