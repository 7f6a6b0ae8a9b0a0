using Spectre.Console;
using Threadmill.Engine.Results;

namespace Threadmill.Cli.Reports;

/// <summary>A sweep or repetitions as one table: a row per point, the scalability law below.</summary>
internal sealed class SweepReport(IAnsiConsole console)
{
    private const int RunsForConfidence = 6;
    private const string ThreadsAxis = "threads";

    private static readonly string[] FirstToGo = ["mean", "runs", "efficiency", "p99", "CPU/op"];

    private sealed record Column(string Title, bool IsNumber, Func<ScalingPoint, string> Of);

    public void Write(SweepResult sweep)
    {
        var (columns, leftOut) = Fitting(sweep, console.Profile.Width);
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column.Title, new Style(decoration: Decoration.Bold))) { Alignment = column.IsNumber ? Justify.Right : Justify.Left, NoWrap = true });
        foreach (var point in sweep.Scaling)
            table.AddRow(columns.Select(c => new Text(SafeText.Line(c.Of(point)))));
        console.Write(table);
        if (leftOut.Count > 0)
            Line(ThreadColumns.TooNarrow(leftOut), "grey");
        if (sweep.Fit is { } fit)
            Line($"scalability law: contention {fit.Contention:0.####}, coherency {fit.Coherency:0.######}, {(fit.PeakThreads is { } peak ? $"peak at {peak:0.#} threads" : "no peak")}, R² {fit.R2:0.###}", "grey");
        foreach (var threshold in sweep.Thresholds)
            Line(ThresholdText.Of(threshold), threshold.Passed ? "green" : "red");
        foreach (var failure in sweep.Runs.SelectMany(r => r.Exceptions.Select(e => FailureText.Of(e, r))).Distinct())
            Line(failure, "red");
        foreach (var d in sweep.Diagnostics.Concat(sweep.Runs.SelectMany(r => r.Diagnostics).DistinctBy(d => d.Code)))
            Line($"{d.Severity.ToString().ToLowerInvariant()}: {SafeText.Block(d.Message)}", d.Severity == Engine.Journal.DiagnosticSeverity.Hint ? "grey" : "yellow");
        Line($"{sweep.Runs.Length} runs, exit {sweep.ExitCode}", sweep.ExitCode == 0 ? "green" : "red");
    }

    private static (IReadOnlyList<Column> Columns, IReadOnlyList<string> LeftOut) Fitting(SweepResult sweep, int width)
    {
        var columns = Columns(sweep).ToList();
        var leftOut = new List<string>();
        foreach (var title in FirstToGo)
        {
            if (ThreadColumns.Width(columns.Select(c => sweep.Scaling.Select(c.Of).Append(c.Title))) <= width)
                break;
            if (columns.RemoveAll(c => c.Title == title) > 0)
                leftOut.Add(title);
        }
        return (columns, leftOut);
    }

    private static IEnumerable<Column> Columns(SweepResult sweep)
    {
        var axes = sweep.Scaling.IsEmpty ? [] : sweep.Parameter.Split(' ').Where(a => sweep.Scaling[0].Values.ContainsKey(a)).ToArray();
        foreach (var axis in axes)
            yield return new(axis, axis == ThreadsAxis, p => p.Values[axis]);
        if (!axes.Contains(ThreadsAxis))
            yield return new(ThreadsAxis, true, p => $"{p.Threads}");
        if (sweep.Scaling.Any(p => p.Runs > 1))
            yield return new("runs", true, p => $"{p.Runs}");
        yield return new("ops/s", true, p => Units.Count(p.OpsPerSecond));
        if (sweep.Scaling.Any(p => p.Runs > 1))
            yield return new(sweep.Scaling.All(p => p.Runs >= RunsForConfidence) ? "95 % interval" : "lowest – highest", true, p => p.OpsPerSecondInterval is [var low, var high] ? $"{Units.Count(low)} – {Units.Count(high)}" : "");
        if (axes.Length > 0)
            yield return new("speed-up", true, p => p.SpeedUp is { } s ? $"{s:0.00}" : "");
        if (axes.Contains(ThreadsAxis))
            yield return new("efficiency", true, p => Units.Percent(p.Efficiency));
        yield return new("mean", true, p => Units.Time(p.MeanNs));
        yield return new("p50", true, p => Units.Time(p.P50Ns));
        yield return new("p99", true, p => Units.Time(p.P99Ns));
        yield return new("CPU/op", true, p => Units.Time(p.CpuNsPerOp));
        foreach (var metric in sweep.Scaling.SelectMany(p => p.Metrics.Keys).Distinct().Order(StringComparer.Ordinal))
            yield return MetricUnit.Of(metric) is { AddsUp: true } unit
                ? new($"{metric}/s", true, p => p.MetricsPerSecond.TryGetValue(metric, out var rate) ? unit.PerSecond(rate) : "")
                : new($"mean {metric}", true, p => p.Metrics.TryGetValue(metric, out var mean) ? MetricUnit.Of(metric).Text(mean) : "");
    }

    private void Line(string text, string style) => console.Write(new Text(text + "\n", Style.Parse(style)));
}
