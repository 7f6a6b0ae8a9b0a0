using System.IO.MemoryMappedFiles;

namespace Threadmill.Engine.Journal;

/// <summary>A journal file mapped into memory; its pointer is valid until it is disposed.</summary>
internal sealed unsafe class JournalFile : IDisposable
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    private JournalFile(string path, MemoryMappedFile file, long bytes)
    {
        Path = path;
        this.file = file;
        view = file.CreateViewAccessor(0, bytes);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Start = start + view.PointerOffset;
        Bytes = bytes;
    }

    public string Path { get; }

    public byte* Start { get; }

    public long Bytes { get; }

    /// <summary>Makes a file of that size. The part before <paramref name="sparseFrom"/> is really allocated, because a store into a hole of a full disk ends a process.</summary>
    /// <exception cref="ProblemException">There is no room, or the folder cannot be written to.</exception>
    public static JournalFile Create(string path, long bytes, long sparseFrom)
    {
        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, NewFile());
            stream.SetLength(bytes);
            Fill(stream, sparseFrom);
            return Map(path, stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            stream?.Dispose();
            if (File.Exists(path))
                File.Delete(path);
            throw JournalPlace.NoRoom(System.IO.Path.GetDirectoryName(path)!, sparseFrom, e.Message);
        }
    }

    public static JournalFile Open(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        return Map(path, stream);
    }

    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        // The accessor itself would first have all of it written to the disk.
        view.SafeMemoryMappedViewHandle.Dispose();
        file.Dispose();
    }

    /// <summary>The stream is the file's from now on, and open as long as it.</summary>
    private static JournalFile Map(string path, FileStream stream)
    {
        var bytes = stream.Length;
        return new(path, MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false), bytes);
    }

    /// <summary>Its user's alone: it holds arguments and what was given on stdin.</summary>
    private static FileStreamOptions NewFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static void Fill(FileStream stream, long bytes)
    {
        var zeros = new byte[1 << 16];
        stream.Position = 0;
        for (var left = bytes; left > 0; left -= zeros.Length)
            stream.Write(zeros, 0, (int)Math.Min(left, zeros.Length));
        stream.Flush();
    }
}
