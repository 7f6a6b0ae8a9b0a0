using System.Text;

namespace Threadmill.Engine.Binding;

/// <summary>Text from outside, of which there may be no end: a device, a pipe.</summary>
public static class BoundedText
{
    private const int MaxLength = 1 << 27;

    /// <exception cref="IOException">It cannot be read, or is longer than 134 million characters.</exception>
    public static string ReadFile(string path)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        return Read(reader);
    }

    /// <exception cref="IOException">It cannot be read, or is longer than 134 million characters.</exception>
    public static string Read(TextReader reader)
    {
        var text = new StringBuilder();
        var piece = new char[1 << 14];
        while (reader.Read(piece, 0, piece.Length) is > 0 and var count)
        {
            if (text.Length + count > MaxLength)
                throw new IOException($"it is longer than {MaxLength} characters");
            text.Append(piece, 0, count);
        }
        return text.ToString();
    }
}
