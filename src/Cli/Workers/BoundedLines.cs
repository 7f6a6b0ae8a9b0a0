using System.Text;

namespace Threadmill.Cli.Workers;

/// <summary>The lines of a stream, each cut where it is longer than wanted: one that never ends does not fill the memory.</summary>
internal sealed class BoundedLines(TextReader from, int maxLength)
{
    private readonly char[] block = new char[4096];
    private readonly StringBuilder line = new();
    private int at;
    private int end;

    /// <summary>Waits for the next; null at the end of the stream.</summary>
    public string? Next()
    {
        line.Clear();
        while (true)
        {
            if (at == end)
            {
                at = 0;
                end = from.Read(block);
                if (end == 0)
                    return line.Length > 0 ? Shown() : null;
            }
            var rest = block.AsSpan(at, end - at);
            var length = rest.IndexOf('\n');
            Keep(length < 0 ? rest : rest[..length]);
            at = length < 0 ? end : at + length + 1;
            if (length >= 0)
                return Shown();
        }
    }

    /// <summary>One character more than is shown tells that it is cut.</summary>
    private void Keep(ReadOnlySpan<char> piece) => line.Append(piece[..Math.Min(piece.Length, maxLength + 1 - line.Length)]);

    private string Shown() => line.Length > maxLength ? line.ToString(0, maxLength) + "…" : line.ToString().TrimEnd('\r');
}
