using Threadmill.Engine.Results;
using Threadmill.Engine.Topology;

namespace Threadmill.Cli.Reports;

/// <summary>One column of the table: what stands in it for a thread and for a group.</summary>
internal sealed record ThreadColumn(string Title, bool IsNumber, Func<ThreadResult, string> OfThread, Func<GroupResult, string> OfGroup);

/// <summary>Which columns a result is shown with: a target called once wants others than a measured loop.</summary>
internal static class ThreadColumns
{
    private const int Gap = 3;
    private const int Edges = 2;

    private static readonly string[] FirstToGo =
        ["alloc/op", "allocated", "switches", "p99.9", "instance", "CPUs", "waited", "offset", "mean", "service p99", "CPU", "start", "returned", "p50", "target", "ops", "group"];

    public static IReadOnlyList<ThreadColumn> For(RunResult result)
    {
        var isLoop = result.Threads.Any(t => t.Ops + t.Errors > 1 || t.WarmupOps > 0);
        return [.. Who(result), .. isLoop ? Loop(result) : Once(), .. After(result)];
    }

    /// <summary>Those that fit into a width, and the titles of those that do not: figures broken over lines cannot be read.</summary>
    public static (IReadOnlyList<ThreadColumn> Columns, IReadOnlyList<string> LeftOut) Fitting(RunResult result, int rows, int width)
    {
        var columns = For(result).ToList();
        var leftOut = new List<string>();
        foreach (var title in FirstToGo)
        {
            if (Width(columns.Select(c => result.Threads.Take(rows).Select(c.OfThread).Concat(result.Groups.Append(result.Totals).Select(c.OfGroup)).Append(c.Title))) <= width)
                break;
            if (columns.RemoveAll(c => c.Title == title) > 0)
                leftOut.Add(title);
        }
        return (columns, leftOut);
    }

    /// <summary>What a table takes whose columns hold these texts.</summary>
    public static int Width(IEnumerable<IEnumerable<string>> columns) => Edges + columns.Sum(texts => Gap + texts.Max(t => t.Length));

    public static string TooNarrow(IEnumerable<string> leftOut) => $"too narrow for {string.Join(", ", leftOut)}: widen the terminal, or see -o result.md";

    private static IEnumerable<ThreadColumn> Who(RunResult result)
    {
        yield return new("thread", false, t => t.Name, g => g.Name);
        if (result.Groups.Length > 1)
            yield return new("group", false, t => t.Group, _ => "");
        if (result.Threads.Select(t => t.Target).Distinct().Count() > 1)
            yield return new("target", false, t => Member(t.Target), _ => "");
        if (result.Threads.Any(t => t.Instance is not null && Member(t.Target) != t.Target))
            yield return new("instance", false, t => t.Instance ?? "", _ => "");
        if (result.Threads.Any(t => t.Pin is not null))
            yield return new("pinned", false, t => t.Pin is { } p ? $"{new CpuSet(p.Cpus)}{(p.Verified ? " ✓" : " ?")}" : "", _ => "");
        yield return new("CPUs", false, t => t.Cpus.Seen.IsEmpty ? "" : new CpuSet(t.Cpus.Seen).ToString(), _ => "");
        yield return new("outcome", false, t => Outcome(t.Outcome), g => Outcome(g.Outcome));
    }

    private static IEnumerable<ThreadColumn> Once()
    {
        yield return new("start", true, t => Units.Time(t.StartLatencyNs), _ => "");
        yield return new("offset", true, t => Units.Time(t.StartOffsetNs), g => Units.Time(g.StartSkewNs));
        yield return new("wall", true, t => Units.Time(t.WallNs), g => Units.Time(g.LatencyNs?.Max));
        yield return new("CPU", true, t => Units.Time(t.Cpu is { } c ? c.UserNs + c.SystemNs : null), g => Units.Percent(g.CpuUtilisation));
        yield return new("waited", true, t => Units.Time(t.RunQueueWaitNs), _ => "");
        yield return new("switches", true, t => t.ContextSwitches is { } s ? Units.Count(s.Voluntary + s.Involuntary) : "", _ => "");
        yield return new("allocated", true, t => Units.Bytes(t.AllocatedBytes), _ => "");
    }

    private static IEnumerable<ThreadColumn> Loop(RunResult result)
    {
        yield return new("ops", true, t => Units.Count(t.Ops), g => Units.Count(g.Ops));
        if (result.Totals.Errors > 0)
            yield return new("errors", true, t => Units.Count(t.Errors), g => Units.Count(g.Errors));
        yield return new("ops/s", true, t => Units.Count(t.OpsPerSecond), g => Units.Count(g.OpsPerSecond));
        yield return new("mean", true, t => Units.Time(t.LatencyNs?.Mean), g => Units.Time(g.LatencyNs?.Mean));
        yield return new("p50", true, t => Units.Time(t.LatencyNs?.P50), g => Units.Time(g.LatencyNs?.P50));
        yield return new("p99", true, t => Units.Time(t.LatencyNs?.P99), g => Units.Time(g.LatencyNs?.P99));
        yield return new("p99.9", true, t => Units.Time(t.LatencyNs?.P999), g => Units.Time(g.LatencyNs?.P999));
        yield return new("max", true, t => Units.Time(t.LatencyNs?.Max), g => Units.Time(g.LatencyNs?.Max));
        if (result.Totals.Backlog is not null)
        {
            yield return new("service p99", true, t => Units.Time(t.ServiceNs?.P99), g => Units.Time(g.ServiceNs?.P99));
            yield return new("backlog", true, t => Units.Count(t.Backlog), g => Units.Count(g.Backlog));
        }
        yield return new("CPU", true, t => Percent(t), g => Units.Percent(g.CpuUtilisation));
        yield return new("alloc/op", true, t => t is { AllocatedBytes: { } bytes, Ops: > 0 } ? Units.Bytes(Math.Floor((double)bytes / t.Ops)) : "", _ => "");
    }

    private static IEnumerable<ThreadColumn> After(RunResult result)
    {
        if (result.Threads.Any(t => t.Returned is not null))
            yield return new("returned", false, t => Short(t.Returned), _ => "");
    }

    private static string Percent(ThreadResult t) => t is { Cpu: { } cpu, WallNs: > 0 and var wall } ? Units.Percent((double)(cpu.UserNs + cpu.SystemNs) / wall) : "";

    /// <summary>Of a target in a file, what it names there.</summary>
    private static string Member(string? target) => target is null ? "" : target[(target.LastIndexOf("::", StringComparison.Ordinal) is var cut && cut < 0 ? 0 : cut + 2)..];

    private static string Short(string? text) => text is null ? "" : text.Length <= 40 ? text : text[..39] + "…";

    private static string Outcome(Outcome outcome) => outcome switch
    {
        Engine.Results.Outcome.TimedOut => "timed out",
        Engine.Results.Outcome.NotStarted => "not started",
        _ => outcome.ToString().ToLowerInvariant(),
    };
}
