namespace Threadmill.Plugins.Io;

/// <summary>A file of the thread's own, gone when it is closed, also if the process is killed where the system can do that.</summary>
internal static class TempFile
{
    /// <param name="folder">Where; null: the system's folder for temporary files.</param>
    public static Microsoft.Win32.SafeHandles.SafeFileHandle Open(DirectoryInfo? folder, FileOptions options)
    {
        string place = folder?.FullName ?? Path.GetTempPath();
        if (!Directory.Exists(place))
            throw new DirectoryNotFoundException($"folder '{place}' does not exist: create it, or give another one");
        string path = Path.Combine(place, $"threadmill-{Guid.NewGuid():N}.tmp");
        return File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite, options | FileOptions.DeleteOnClose);
    }
}
