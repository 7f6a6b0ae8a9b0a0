using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Threadmill.Plugins.Io;

/// <summary>Reads a block of a file by one system call.</summary>
/// <remarks>A file that was read or written lately comes from the system's page cache. Metric: <c>bytes</c>, read by each call.</remarks>
[Workload("io.read")]
public sealed class FileRead : IDisposable
{
    private readonly WorkloadThread me;
    private readonly SafeFileHandle handle;
    private readonly FileBlocks blocks;
    private readonly int block;
    private readonly bool random;
    private readonly bool isOwn;
    private long calls;

    /// <param name="file">What to read; by default each thread makes a temporary file of its own first.</param>
    /// <param name="block">Bytes per call, at least 8.</param>
    /// <param name="size">Bytes of the files that are made, shared out evenly among the group's threads, at least a block each; of no account with <paramref name="file"/>.</param>
    /// <param name="random">Go to a random block, not to the next one.</param>
    public FileRead(WorkloadThread me, FileInfo? file = null, int block = 4096, long size = 64 << 20, bool random = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(block, sizeof(long));
        this.me = me;
        this.block = block;
        this.random = random;
        isOwn = file is null;
        var options = random ? FileOptions.RandomAccess : FileOptions.SequentialScan;
        handle = isOwn ? TempFile.Open(folder: null, options) : File.OpenHandle(file!.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, options);
        try
        {
            long length = isOwn ? FileBlocks.ShareOf(size, block, me) : RandomAccess.GetLength(handle);
            if (length < block)
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"the file has {length} bytes, fewer than a block of {block}"), isOwn ? nameof(size) : nameof(file));
            blocks = new FileBlocks(handle, block, length / block);
            if (isOwn)
                blocks.LayOut(index => index, me);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <returns>What the block begins with.</returns>
    [Operation]
    public long Read()
    {
        long index = random ? me.Random.NextInt64(blocks.Count) : calls % blocks.Count;
        long stamp = blocks.Read(index);
        if (isOwn && stamp != index)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"block {index} holds the mark of block {stamp}"));
        calls++;
        me.Report("bytes", block);
        return stamp;
    }

    public void Dispose() => handle.Dispose();
}
