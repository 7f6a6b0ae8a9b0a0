using System.Buffers;

namespace Threadmill.Plugins.Text;

public static class Words
{
    private const int BufferBytes = 1 << 16;
    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\n\v\f\r"u8);

    /// <summary>Counts the words of a text file, as <c>wc -w</c> does: runs of bytes between blanks.</summary>
    /// <param name="file">Any readable file; it is read as a stream.</param>
    /// <returns>How many words there are.</returns>
    [Workload("text.words")]
    public static long Count(FileInfo file, CancellationToken stop = default)
    {
        using var handle = File.OpenHandle(file.FullName, options: FileOptions.SequentialScan);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            long words = 0, offset = 0;
            var isInWord = false;
            for (int read; (read = RandomAccess.Read(handle, buffer.AsSpan(0, BufferBytes), offset)) > 0; offset += read)
            {
                stop.ThrowIfCancellationRequested();
                words += Count(buffer.AsSpan(0, read), ref isInWord);
            }
            return words;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static long Count(ReadOnlySpan<byte> text, ref bool isInWord)
    {
        long words = 0;
        while (!text.IsEmpty)
        {
            var run = isInWord ? text.IndexOfAny(Blanks) : text.IndexOfAnyExcept(Blanks);
            if (run < 0)
                break;
            isInWord = !isInWord;
            if (isInWord)
                words++;
            text = text[run..];
        }
        return words;
    }
}
