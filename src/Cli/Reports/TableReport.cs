using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Results;

namespace Threadmill.Cli.Reports;

/// <summary>The result as a person likes to read it: a row per thread, totals per group, failures in full below.</summary>
internal sealed class TableReport(IAnsiConsole console)
{
    private const int MaxRows = 64;

    public void Write(RunResult result)
    {
        var (columns, leftOut) = ThreadColumns.Fitting(result, MaxRows, console.Profile.Width);
        console.Write(Threads(result, columns));
        if (leftOut.Count > 0)
            Line(ThreadColumns.TooNarrow(leftOut), "grey");
        if (result.Threads.Length > MaxRows)
            Line($"{result.Threads.Length - MaxRows} more threads are in the result document (--json, -o result.json)", "grey");
        if (MetricTable.Of(result) is { } metrics)
            console.Write(metrics);
        Failures(result);
        Workers(result);
        Thresholds(result);
        Diagnostics(result);
        Line(Summary(result), result.Run.ExitCode == 0 ? "green" : "red");
    }

    private static IRenderable Threads(RunResult result, IReadOnlyList<ThreadColumn> columns)
    {
        var table = new Table { Border = TableBorder.Simple, ShowRowSeparators = false };
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column.Title, new Style(decoration: Decoration.Bold))) { Alignment = column.IsNumber ? Justify.Right : Justify.Left, NoWrap = true });
        foreach (var thread in result.Threads.Take(MaxRows))
            table.AddRow(columns.Select(c => (IRenderable)new Text(SafeText.Line(c.OfThread(thread)), StyleOf(thread, c))));
        var groups = result.Groups.Length > 1 ? [.. result.Groups, result.Totals] : result.Threads.Length > 1 ? new[] { result.Totals } : [];
        foreach (var group in groups)
            table.AddRow(columns.Select(c => (IRenderable)new Text(SafeText.Line(c.OfGroup(group)), new Style(decoration: Decoration.Bold))));
        return table;
    }

    private static Style StyleOf(ThreadResult thread, ThreadColumn column) =>
        column.Title != "outcome" ? Style.Plain
        : thread.Outcome == Outcome.Completed || (thread.Daemon && thread.Outcome == Outcome.Canceled) ? new Style(Color.Green)
        : thread.Outcome is Outcome.NotStarted or Outcome.Canceled ? new Style(Color.Yellow)
        : new Style(Color.Red);

    private void Failures(RunResult result)
    {
        foreach (var failure in result.Exceptions.OrderByDescending(e => e.Count))
        {
            Line(FailureText.Of(failure, result), "red");
            console.WriteLine();
        }
    }

    private void Workers(RunResult result)
    {
        foreach (var worker in result.Workers.Where(w => w.CrashText is not null || w.LimitHit is not null))
        {
            var how = worker.LimitHit is { } limit ? $"was ended: it hit its limit of {limit}"
                : worker.Signal is { } signal ? $"was killed by signal {signal}"
                : $"ended with exit code {worker.ExitCode}";
            var who = worker.CrashedBy is { } culprit ? $", by '{SafeText.Line(result.Threads[culprit].Name)}'" : "";
            Line($"worker {worker.Pid} {how}{who}\n{SafeText.Block(Indented(worker.CrashText))}".TrimEnd(), "red");
        }
    }

    private static string Indented(string? text) => text is null ? "" : "  " + text.Replace("\n", "\n  ", StringComparison.Ordinal);

    private void Thresholds(RunResult result)
    {
        foreach (var t in result.Thresholds)
        {
            Line(ThresholdText.Of(t), t.Passed ? "green" : "red");
        }
    }

    private void Diagnostics(RunResult result)
    {
        foreach (var d in result.Diagnostics.DistinctBy(d => $"{d.Code}: {d.Message}"))
            Line($"{d.Severity.ToString().ToLowerInvariant()}: {SafeText.Block(d.Message)}", d.Severity == DiagnosticSeverity.Hint ? "grey" : "yellow");
    }

    private static string Summary(RunResult result)
    {
        var outcome = char.ToLowerInvariant(result.Run.Outcome.ToString()[0]) + result.Run.Outcome.ToString()[1..];
        var threads = result.Threads.Length == 1 ? "1 thread" : $"{result.Threads.Length} threads";
        var ended = result.Threads.Count(t => t.Outcome == Outcome.Completed);
        var of = ended == result.Threads.Length ? "" : $", {ended} completed";
        return string.Create(CultureInfo.InvariantCulture, $"{outcome}: {threads}{of}, {Units.Time(result.Run.WallNs)}, seed {result.Run.Seed}, exit {result.Run.ExitCode}");
    }

    private void Line(string text, string style)
    {
        foreach (var line in text.Split('\n'))
            console.Write(new Text(line + "\n", Style.Parse(style)));
    }
}
