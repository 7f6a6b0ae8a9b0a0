using System.Text;
using Threadmill.Cli.Reports;
using Threadmill.Engine.Threads;

namespace Threadmill.Cli.Workers;

/// <summary>
/// Passes a worker's output on, whole lines at a time. What a dying runtime says of itself (it can be 25,000 lines of stack) is
/// not passed on but kept, bounded, for the report.
/// </summary>
internal sealed class OutputRelay
{
    private const int MaxCrashText = 8_000;
    private const int MaxLine = 64_000;

    /// <summary>More than a worker's own console lets through: what is cut here was written past that, by native code.</summary>
    private const long MaxOutput = 100_000_000;

    private static readonly string[] CrashSigns =
        ["Unhandled exception.", "Stack overflow.", "Process terminated.", "Fatal error.", "Out of memory.", "Repeated "];

    private readonly StringBuilder crash = new();
    private readonly Task reading;
    private bool isCrashing;

    public OutputRelay(StreamReader from) => reading = Task.Factory.StartNew(
        () => Relay(new StreamReader(PlainPipe.ToRead(from.BaseStream), from.CurrentEncoding)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Only after <see cref="Finish"/>. Null if it said nothing.</summary>
    public string? CrashText => crash.Length > 0 ? crash.ToString().TrimEnd() : null;

    /// <summary>Only after <see cref="Finish"/>. The index of the thread whose stack the dying runtime printed; null if it printed none.</summary>
    public int? CulpritIndex { get; private set; }

    /// <summary>Waits for the end of the stream; a moment only, since a grandchild may hold it open.</summary>
    public void Finish() => reading.Wait(TimeSpan.FromSeconds(1));

    private void Keep(string line)
    {
        CulpritIndex = ThreadMark.IndexIn(line) ?? CulpritIndex;
        if (crash.Length < MaxCrashText)
            crash.Append(line).Append('\n');
    }

    private void Relay(StreamReader from)
    {
        var lines = new BoundedLines(from, MaxLine);
        var written = 0L;
        while (lines.Next() is { } line)
        {
            isCrashing |= CrashSigns.Any(s => line.StartsWith(s, StringComparison.Ordinal));
            if (isCrashing)
                Keep(line);
            else if (written <= MaxOutput && (written += line.Length + 1) > MaxOutput)
                Stderr.Relay($"threadmill: the workloads' output is longer than {MaxOutput} characters; the rest is dropped\n");
            else if (written <= MaxOutput)
                Stderr.Relay(line + "\n");
        }
    }
}
