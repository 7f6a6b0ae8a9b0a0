using Spectre.Console;
using Threadmill.Engine.Results;

namespace Threadmill.Cli.Reports;

/// <summary>A sweep or repetitions as one table: a row per point, the scalability law below.</summary>
internal sealed class SweepReport(IAnsiConsole console)
{
    public void Write(SweepResult sweep)
    {
        var table = new Table { Border = TableBorder.Simple };
        string[] titles = [sweep.Parameter, "threads", "runs", "ops/s", "interval", "speed-up", "efficiency", "mean", "p50", "p99", "CPU/op"];
        foreach (var title in titles)
            table.AddColumn(new TableColumn(new Text(title, new Style(decoration: Decoration.Bold))) { Alignment = title == sweep.Parameter ? Justify.Left : Justify.Right, NoWrap = true });
        foreach (var p in sweep.Scaling)
        {
            string[] cells =
            [
                p.Label, $"{p.Threads}", $"{p.Runs}", Units.Count(p.OpsPerSecond),
                p.OpsPerSecondInterval is [var low, var high] ? $"{Units.Count(low)} – {Units.Count(high)}" : "",
                p.SpeedUp is { } s ? $"{s:0.00}" : "", Units.Percent(p.Efficiency), Units.Time(p.MeanNs), Units.Time(p.P50Ns), Units.Time(p.P99Ns), Units.Time(p.CpuNsPerOp),
            ];
            table.AddRow(cells.Select(c => new Text(SafeText.Line(c))));
        }
        console.Write(table);
        if (sweep.Fit is { } fit)
            Line($"scalability law: contention {fit.Contention:0.####}, coherency {fit.Coherency:0.######}, {(fit.PeakThreads is { } peak ? $"peak at {peak:0.#} threads" : "no peak")}, R² {fit.R2:0.###}", "grey");
        foreach (var t in sweep.Thresholds.Concat(sweep.Runs.SelectMany(r => r.Thresholds)).Where(t => !t.Passed))
            Line($"FAILED: not {t.Expression} ({t.Metric} is {(t.Actual is { } value ? Units.Plain(value) : "unknown")})", "red");
        foreach (var failure in sweep.Runs.SelectMany(r => r.Exceptions.Select(e => FailureText.Of(e, r))).Distinct())
            Line(failure, "red");
        foreach (var d in sweep.Runs.SelectMany(r => r.Diagnostics).DistinctBy(d => d.Code))
            Line($"{d.Severity.ToString().ToLowerInvariant()}: {SafeText.Block(d.Message)}", "grey");
        Line($"{sweep.Runs.Length} runs, exit {sweep.ExitCode}", sweep.ExitCode == 0 ? "green" : "red");
    }

    private void Line(string text, string style) => console.Write(new Text(text + "\n", Style.Parse(style)));
}
