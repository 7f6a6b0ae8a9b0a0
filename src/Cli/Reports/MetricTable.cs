using Spectre.Console;
using Threadmill.Engine.Results;

namespace Threadmill.Cli.Reports;

/// <summary>What the workloads reported of their own: a row per metric, and per group where several report.</summary>
internal static class MetricTable
{
    /// <summary>Null: nothing was reported.</summary>
    public static Table? Of(RunResult result)
    {
        var groups = result.Groups.Length > 1 ? result.Groups : [result.Totals];
        if (groups.All(g => g.Metrics.IsEmpty))
            return null;
        var table = new Table { Border = TableBorder.Simple };
        foreach (var title in Titles(result))
            table.AddColumn(new TableColumn(new Text(title, new Style(decoration: Decoration.Bold))) { Alignment = title is "metric" or "group" ? Justify.Left : Justify.Right, NoWrap = true });
        foreach (var group in groups)
        {
            foreach (var (name, metric) in group.Metrics)
                table.AddRow(Cells(result, group, name, metric).Select(cell => new Text(SafeText.Line(cell))));
        }
        return table;
    }

    private static IEnumerable<string> Titles(RunResult result) =>
        ["metric", .. result.Groups.Length > 1 ? new[] { "group" } : [], "mean", "min", "max", "sum", "sum/s", "count"];

    private static IEnumerable<string> Cells(RunResult result, GroupResult group, string name, MetricResult metric)
    {
        var unit = MetricUnit.Of(name);
        yield return name;
        if (result.Groups.Length > 1)
            yield return group.Name;
        yield return unit.Text(metric.Sum / metric.Count);
        yield return unit.Text(metric.Min);
        yield return unit.Text(metric.Max);
        yield return unit.AddsUp ? unit.Text(metric.Sum) : "";
        yield return unit.AddsUp ? unit.PerSecond(group.PerSecond(metric)) : "";
        yield return Units.Count(metric.Count);
    }
}
