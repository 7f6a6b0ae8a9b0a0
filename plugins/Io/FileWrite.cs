using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Threadmill.Plugins.Io;

/// <summary>Writes a block to a file of the thread's own, by one system call, and forces it to the disk if asked to.</summary>
/// <remarks>
/// The file is laid out first: every call overwrites a block. Without <c>fsync</c> the system's page cache takes the data.
/// Metric: <c>bytes</c>, written by each call.
/// </remarks>
[Workload("io.write")]
public sealed class FileWrite : IDisposable
{
    private readonly WorkloadThread me;
    private readonly SafeFileHandle file;
    private readonly FileBlocks blocks;
    private readonly long[] last;
    private readonly int block;
    private readonly bool fsync;
    private readonly bool random;
    private long written;

    /// <param name="block">Bytes per call, at least 8.</param>
    /// <param name="size">Bytes of all files, shared out evenly among the group's threads, at least a block each; after the last block of a file comes its first again.</param>
    /// <param name="fsync">Force each block to the disk before the call ends.</param>
    /// <param name="random">Go to a random block, not to the next one.</param>
    /// <param name="folder">Where the files are made; the system's folder for temporary files by default, which may lie in memory.</param>
    public FileWrite(WorkloadThread me, int block = 4096, long size = 64 << 20, bool fsync = false, bool random = false, DirectoryInfo? folder = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(block, sizeof(long));
        ArgumentOutOfRangeException.ThrowIfLessThan(size, block);
        this.me = me;
        this.block = block;
        this.fsync = fsync;
        this.random = random;
        last = new long[FileBlocks.ShareOf(size, block, me) / block];
        file = TempFile.Open(folder, FileOptions.None);
        blocks = new FileBlocks(file, block, last.Length);
        try
        {
            blocks.LayOut(_ => 0, me);
            if (fsync)
                RandomAccess.FlushToDisk(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of the file as the system sees it.</summary>
    internal long FileBytes => RandomAccess.GetLength(file);

    /// <returns>Bytes written.</returns>
    [Operation]
    public int Write()
    {
        long index = random ? me.Random.NextInt64(blocks.Count) : written % blocks.Count;
        blocks.Write(index, written + 1);
        if (fsync)
            RandomAccess.FlushToDisk(file);
        last[index] = ++written;
        me.Report("bytes", block);
        return block;
    }

    /// <summary>Each block, up to a thousand of them, holds what was written to it last.</summary>
    [Check]
    public void TheFileHoldsWhatWasWritten()
    {
        const int Samples = 1000;
        long step = Math.Max(1, blocks.Count / Samples);
        for (long index = 0; index < blocks.Count; index += step)
        {
            if (blocks.Read(index) is var found && found != last[index])
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"block {index} holds write {found}, and write {last[index]} was the last"));
        }
    }

    public void Dispose() => file.Dispose();
}
