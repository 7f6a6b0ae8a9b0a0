using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Planning;

namespace Threadmill.Cli.Reports;

/// <summary>Shows how far a run is, on stderr.</summary>
internal interface IProgressView : IDisposable
{
    TimeSpan Every { get; }

    void Show(JournalContents contents);
}

/// <summary>A line for each group: where stderr is a terminal it is written over itself four times a second, else a new one every few seconds.</summary>
internal sealed class ProgressView(RunPlan plan, bool isLive) : IProgressView
{
    private Dictionary<string, long> opsBefore = [];
    private long beforeNs;
    private int shownWidth;

    public TimeSpan Every { get; } = isLive ? TimeSpan.FromMilliseconds(250) : TimeSpan.FromSeconds(2);

    /// <summary>Null: none is wanted.</summary>
    public static IProgressView? For(RunPlan plan) =>
        ModeOf(plan.Reporting) is not ProgressMode.None and var mode ? new ProgressView(plan, mode == ProgressMode.Live) : null;

    /// <summary>What is wanted here: live where stderr is a terminal and no build server's.</summary>
    public static ProgressMode ModeOf(Reporting reporting) =>
        reporting.Quiet ? ProgressMode.None
        : reporting.Progress != ProgressMode.Auto ? reporting.Progress
        : Console.IsErrorRedirected || Environment.GetEnvironmentVariable("CI") is { Length: > 0 } ? ProgressMode.None : ProgressMode.Live;

    public void Show(JournalContents contents)
    {
        var now = Clock.Now();
        var ops = contents.Run!.Threads.GroupBy(t => t.Group).ToDictionary(g => g.Key, g => g.Sum(t => contents.Slots[t.Index].Slot.Ops));
        if (beforeNs > 0)
            Write(string.Join("   ", ops.Select(g => Line(contents, g.Key, (g.Value - opsBefore.GetValueOrDefault(g.Key)) * 1e9 / (now - beforeNs)))) + Left(contents, now));
        (opsBefore, beforeNs) = (ops, now);
    }

    public void Dispose()
    {
        if (isLive && shownWidth > 0)
            Console.Error.Write($"\r{new string(' ', shownWidth)}\r");
    }

    private static string Line(JournalContents contents, string group, double rate)
    {
        var latency = HistogramReading.Merge(contents.Run!.Threads.Where(t => t.Group == group).Select(t => contents.Slots[t.Index].Latency));
        return $"{SafeText.Line(group)}: {Units.Count(rate)} ops/s, p99 {Units.Time(latency.Percentile(99))}";
    }

    private string Left(JournalContents contents, long now)
    {
        var first = contents.Slots.Where(s => s.Slot.CountedFromNs > 0).Select(s => s.Slot.CountedFromNs).DefaultIfEmpty(now).Min();
        var longest = plan.Specs.Max(s => s.Duration);
        return longest is { } d && first + d.TotalNanoseconds > now ? $"   {Units.Time(first + d.TotalNanoseconds - now)} left" : "";
    }

    private void Write(string line)
    {
        if (!isLive)
        {
            Console.Error.Write(line + "\n");
            return;
        }
        var width = Math.Max(20, Console.WindowWidth - 1);
        line = line.Length > width ? line[..width] : line;
        Console.Error.Write($"\r{line.PadRight(shownWidth)}");
        shownWidth = line.Length;
    }
}
