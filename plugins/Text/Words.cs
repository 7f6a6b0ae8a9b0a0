using System.Buffers;

namespace Threadmill.Plugins.Text;

public static class Words
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Counts the words of a text file, as GNU <c>wc -w</c> does in a UTF-8 locale.</summary>
    /// <param name="file">Any readable file; it is read as a stream.</param>
    /// <returns>How many words there are: what stands between blanks and has something to print.</returns>
    [Workload("text.words")]
    public static long Count(FileInfo file, CancellationToken stop = default)
    {
        using var handle = File.OpenHandle(file.FullName, share: FileShare.ReadWrite, options: FileOptions.SequentialScan);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var counter = new WordCounter();
            long offset = 0;
            int read, kept = 0;
            do
            {
                stop.ThrowIfCancellationRequested();
                read = RandomAccess.Read(handle, buffer.AsSpan(kept, BufferBytes - kept), offset);
                offset += read;
                var filled = kept + read;
                var used = counter.Add(buffer.AsSpan(0, filled), isLast: read == 0);
                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                kept = filled - used;
            }
            while (read > 0);
            return counter.Words;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
