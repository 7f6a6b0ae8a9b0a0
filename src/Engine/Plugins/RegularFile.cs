namespace Threadmill.Engine.Plugins;

/// <summary>Files as they are found in foreign folders: what merely looks like one may be a pipe or a device, on which a read never ends.</summary>
public static class RegularFile
{
    /// <summary>The file behind all symbolic links.</summary>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static FileInfo Behind(string path)
    {
        // Of a relative path the framework would look for the target in the root.
        var full = Path.GetFullPath(path);
        return File.ResolveLinkTarget(full, returnFinalTarget: true) as FileInfo ?? new FileInfo(full);
    }

    /// <summary>Pipes, devices and the files of <c>/proc</c> tell no length; no plugin and no text of one is empty.</summary>
    /// <exception cref="IOException">It is not there, is empty, or is no file.</exception>
    public static FileStream Open(string path) => Behind(path).Length > 0
        ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete)
        : throw new IOException("it is empty, or no regular file");
}
