using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Threadmill.Plugins.Io;

/// <summary>A file seen as blocks of one size, each of which begins with its own number.</summary>
internal sealed class FileBlocks
{
    private readonly SafeFileHandle file;
    private readonly byte[] buffer;

    /// <param name="block">Bytes of a block, at least 8.</param>
    /// <param name="count">Blocks of the file, at least 1.</param>
    public FileBlocks(SafeFileHandle file, int block, long count)
    {
        this.file = file;
        Count = count;
        buffer = new byte[block];
    }

    public long Count { get; }

    /// <summary>Many threads shall not fill a disk by default.</summary>
    /// <returns>Bytes of one thread's file: its share of the size, at least a block if the size is that.</returns>
    public static long ShareOf(long size, int block, WorkloadThread me) => Math.Max(Math.Min(size, block), size / me.GroupSize);

    /// <summary>Writes all blocks once, so that nothing is measured on a file that still grows.</summary>
    /// <param name="stampOf">What a block begins with, by its index.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public void LayOut(Func<long, long> stampOf, WorkloadThread me)
    {
        me.Random.NextBytes(buffer);
        for (long i = 0; i < Count; i++)
        {
            me.StopToken.ThrowIfCancellationRequested();
            Write(i, stampOf(i));
        }
    }

    /// <summary>Writes one block.</summary>
    /// <param name="stamp">What the block begins with.</param>
    public void Write(long index, long stamp)
    {
        BinaryPrimitives.WriteInt64LittleEndian(buffer, stamp);
        RandomAccess.Write(file, buffer, index * buffer.Length);
    }

    /// <summary>Reads one block, whole.</summary>
    /// <returns>What the block begins with.</returns>
    /// <exception cref="EndOfStreamException">The file is shorter than it was.</exception>
    public long Read(long index)
    {
        for (int done = 0; done < buffer.Length;)
        {
            int read = RandomAccess.Read(file, buffer.AsSpan(done), (index * buffer.Length) + done);
            if (read == 0)
                throw new EndOfStreamException(string.Create(CultureInfo.InvariantCulture, $"block {index} ends after {done} of {buffer.Length} bytes"));
            done += read;
        }
        return BinaryPrimitives.ReadInt64LittleEndian(buffer);
    }
}
