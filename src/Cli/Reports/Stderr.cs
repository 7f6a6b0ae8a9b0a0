using System.Text;

namespace Threadmill.Cli.Reports;

/// <summary>
/// The process's stderr, written by a thread of its own. Who writes sees it written as a rule; but neither a full disk nor a
/// pipe that nobody reads keeps a run from its end.
/// </summary>
/// <param name="open">Called by that thread: on Unix the console's own streams wait for each other.</param>
internal sealed class Stderr(Func<TextWriter> open) : TextWriter
{
    private const int MaxRelayed = 64_000;
    private const int MaxPending = 16_000_000;

    /// <summary>How long a stream may take nothing before nobody waits for it any more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static Stderr? current;

    // Everything below is owned by whoever holds the gate.
    private readonly object gate = new();
    private readonly StringBuilder pending = new();
    private long given;
    private long written;
    private bool isStuck;
    private bool isBroken;
    private Thread? writer;

    // The writer's own.
    private TextWriter? stream;

    public override Encoding Encoding { get; } = new UTF8Encoding(false);

    /// <summary>Has every writer of stderr in this process write so.</summary>
    public static void Guard()
    {
        var console = OperatingSystem.IsWindows() ? Console.Error : null;
        current = new Stderr(() => console ?? RawOutput.Error());
        Console.SetError(current);
    }

    /// <summary>Workloads' output: waits as long as the stream's reader makes it wait, as the workload would alone.</summary>
    public static void Relay(string text) => current!.AddWhenRead(text);

    /// <summary>Waits for what was written, as long as some of it is taken.</summary>
    public static void Finish() => current?.AwaitTaken();

    public override void Write(char value) => Add([value]);

    public override void Write(string? value) => Add(value);

    public override void Write(char[] buffer, int index, int count) => Add(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Add(buffer);

    private void Add(ReadOnlySpan<char> text)
    {
        lock (gate)
        {
            if (pending.Length > MaxPending || !TryPut(text))
                return;
            for (var mine = given; written < mine && !isStuck && !isBroken;)
                isStuck |= !Monitor.Wait(gate, Patience);
        }
    }

    private void AddWhenRead(string text)
    {
        lock (gate)
        {
            TryPut(text);
            while (pending.Length > MaxRelayed && !isBroken)
                Monitor.Wait(gate);
        }
    }

    private void AwaitTaken()
    {
        lock (gate)
        {
            for (var before = -1L; written < given && !isBroken && written > before;)
            {
                before = Monitor.Wait(gate, Patience) ? -1 : written;
            }
        }
    }

    private bool TryPut(ReadOnlySpan<char> text)
    {
        if (isBroken || text.IsEmpty)
            return false;
        pending.Append(text);
        given += text.Length;
        if (writer is null)
        {
            writer = new Thread(WriteAll) { IsBackground = true, Name = "stderr" };
            writer.Start();
        }
        Monitor.PulseAll(gate);
        return true;
    }

    private void WriteAll()
    {
        while (!isBroken)
        {
            string text;
            lock (gate)
            {
                while (pending.Length == 0)
                    Monitor.Wait(gate);
                text = pending.ToString();
                pending.Clear();
                Monitor.PulseAll(gate);
            }
            var wasWritten = TryWrite(text);
            lock (gate)
            {
                written += text.Length;
                isStuck = false;
                isBroken = !wasWritten;
                Monitor.PulseAll(gate);
            }
        }
    }

    private bool TryWrite(string text)
    {
        try
        {
            stream ??= open();
            stream.Write(text);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Full or closed: there is nobody to tell.
            return false;
        }
    }
}
