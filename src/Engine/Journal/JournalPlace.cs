namespace Threadmill.Engine.Journal;

/// <summary>Where journals live: in memory where the system has such a file system and room in it, else in <c>THREADMILL_TMPDIR</c> or the user's cache.</summary>
public static class JournalPlace
{
    public const string Extension = ".journal";
    private const string SharedMemory = "/dev/shm";

    /// <summary>A path for a new journal of that size; the file does not exist yet.</summary>
    public static string New(string runId, long bytesAllocated) =>
        Path.Combine(FolderFor(bytesAllocated), $"threadmill-{Environment.UserName}-{runId}{Extension}");

    /// <summary>All folders in which journals of this user may have been left.</summary>
    public static IEnumerable<string> Folders() => new[] { Asked, SharedMemory, Cache }.OfType<string>().Where(Directory.Exists).Distinct();

    private static string? Asked => Environment.GetEnvironmentVariable("THREADMILL_TMPDIR") is { Length: > 0 } asked ? asked : null;

    private static string Cache => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
        : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "threadmill");

    private static string FolderFor(long bytes)
    {
        if (Asked is { } asked)
            return asked;
        if (OperatingSystem.IsLinux() && Directory.Exists(SharedMemory) && new DriveInfo(SharedMemory).AvailableFreeSpace > bytes * 2)
            return SharedMemory;
        Directory.CreateDirectory(Cache);
        return Cache;
    }
}
