using System.Collections.Concurrent;
using System.Text;

namespace Threadmill.Cli.Workers;

/// <summary>
/// What workloads write to the console: whole lines to stderr, each with the name of the thread that wrote it, never torn. A
/// line without an end is written when its thread writes the next or the run ends.
/// </summary>
internal sealed class PrefixedConsole(TextWriter stderr) : TextWriter
{
    /// <summary>Of all lines together; the rest is dropped.</summary>
    private const long MaxBytes = 64_000_000;

    /// <summary>A line that never ends is broken here: it must not fill the memory.</summary>
    private const int MaxLine = 64_000;

    private readonly ConcurrentDictionary<int, Line> lines = new();
    private readonly Lock gate = new();
    private long written;
    private bool isCut;

    public override Encoding Encoding => stderr.Encoding;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        var id = Environment.CurrentManagedThreadId;
        var name = Thread.CurrentThread.Name ?? $"thread {id}";
        var (before, line) = lines.GetOrAdd(id, _ => new(name, new()));
        if (before != name)
        {
            // Another thread had that number, or another name.
            if (line.Length > 0)
                Send(before, line);
            lines[id] = new(name, line);
        }
        for (var end = buffer.IndexOf('\n'); end >= 0; end = buffer.IndexOf('\n'))
        {
            Keep(name, line, buffer[..end]);
            Send(name, line);
            buffer = buffer[(end + 1)..];
        }
        Keep(name, line, buffer);
    }

    public override void WriteLine(string? value) => Write(value + '\n');

    public override void WriteLine() => Write('\n');

    protected override void Dispose(bool disposing)
    {
        foreach (var (name, line) in lines.Values)
        {
            if (line.Length > 0)
                Send(name, line);
        }
        base.Dispose(disposing);
    }

    private void Keep(string name, StringBuilder line, ReadOnlySpan<char> piece)
    {
        while (!piece.IsEmpty)
        {
            var length = Math.Min(piece.Length, MaxLine - line.Length);
            var isFull = length == MaxLine - line.Length;
            // Never between the halves of a character.
            if (isFull && length < piece.Length && char.IsHighSurrogate(piece[length - 1]))
                length--;
            var from = line.Length;
            line.Append(piece[..length]).Replace("\r", "", from, length);
            piece = piece[length..];
            if (isFull)
                Send(name, line);
        }
    }

    private void Send(string name, StringBuilder line)
    {
        lock (gate)
        {
            written += line.Length + 1;
            if (written <= MaxBytes)
                stderr.Write($"{name}: {line}\n");
            else if (!isCut)
                stderr.Write($"threadmill: the workloads' output is longer than {MaxBytes} characters; the rest is dropped\n");
            isCut = written > MaxBytes;
        }
        line.Clear();
    }

    private sealed record Line(string Name, StringBuilder Text);
}
