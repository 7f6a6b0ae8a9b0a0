namespace Threadmill.Engine.Journal;

/// <summary>Where journals live: in memory where the system has such a file system and room in it, else in <c>THREADMILL_TMPDIR</c> or the user's cache.</summary>
public static class JournalPlace
{
    public const string Extension = ".journal";
    private const string SharedMemory = "/dev/shm";

    /// <summary>A path for a new journal of that size; the file does not exist yet.</summary>
    /// <exception cref="ProblemException">There is no room for it anywhere.</exception>
    public static string New(string runId, long bytesNeeded) =>
        Path.Combine(FolderFor(bytesNeeded), $"threadmill-{Environment.UserName}-{runId}{Extension}");

    /// <summary>The journal cannot be made there.</summary>
    internal static ProblemException NoRoom(string folder, long bytes, string why) => new(Problem.Unavailable(
        $"the journal of this run cannot be made in {folder} ({why.TrimEnd('.')}); name a folder with {(bytes / 1_000_000) + 1} MB free in THREADMILL_TMPDIR"));

    /// <summary>All folders in which journals of this user may have been left: the one that is asked for, else those that are chosen from.</summary>
    public static IEnumerable<string> Folders() => (Asked is { } asked ? [asked] : new[] { SharedMemory, Cache }).Where(Directory.Exists);

    private static string? Asked => Environment.GetEnvironmentVariable("THREADMILL_TMPDIR") is { Length: > 0 } asked ? asked : null;

    private static string Cache => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
        : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "threadmill");

    private static string FolderFor(long bytes)
    {
        if (Asked is { } asked)
            return Directory.Exists(asked) ? WithRoom(asked, bytes) : throw NoRoom(asked, bytes, "there is no such folder");
        if (OperatingSystem.IsLinux() && Directory.Exists(SharedMemory) && Free(SharedMemory) > bytes * 2 && IsWritable(SharedMemory))
            return SharedMemory;
        try
        {
            Directory.CreateDirectory(Cache);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NoRoom(Cache, bytes, e.Message);
        }
        return WithRoom(Cache, bytes);
    }

    private static bool IsWritable(string folder)
    {
        try
        {
            using var probe = new FileStream(Path.Combine(folder, Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>What is not allocated when the journal is made must find room later.</summary>
    private static string WithRoom(string folder, long bytes) => Free(folder) is { } free && free < bytes
        ? throw NoRoom(folder, bytes, $"{free / 1_000_000} MB are free")
        : folder;

    /// <summary>Null: not known, as for a path that is no mount the runtime can read.</summary>
    private static long? Free(string folder)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
