namespace Threadmill.Cli.Workers;

/// <summary>The native program as it was installed out of a package.</summary>
internal static class InstalledProgram
{
    private const UnixFileMode Read = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Execute = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>NuGet lets only the installer run what it unpacks, though everybody may read it; when the installer runs it, everybody may from then on.</summary>
    public static void OpenToAll()
    {
        if (OperatingSystem.IsWindows() || Environment.ProcessPath is not { } program)
            return;
        try
        {
            var mode = File.GetUnixFileMode(program);
            if ((mode & Read) == Read && (mode & Execute) == 0)
                File.SetUnixFileMode(program, mode | Execute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else's, or on a disk that nobody may write to.
        }
    }
}
