using System.Globalization;

namespace Threadmill.Engine.Results;

/// <summary>What unit a metric's limit has.</summary>
public enum MetricKind
{
    Number,
    Duration,
}

/// <summary>The figures of a group by the names that thresholds and tables use.</summary>
public static class ResultMetrics
{
    private const string OwnPrefix = "metrics.";
    private const string SpeedUp = "speedup@";
    private const string ServicePrefix = "service.";

    private static readonly Dictionary<string, Func<LatencyResult, double>> Times = new()
    {
        ["min"] = l => l.Min,
        ["mean"] = l => l.Mean,
        ["p50"] = l => l.P50,
        ["p90"] = l => l.P90,
        ["p99"] = l => l.P99,
        ["p99.9"] = l => l.P999,
        ["p99.99"] = l => l.P9999,
        ["max"] = l => l.Max,
        ["stdDev"] = l => l.StdDev,
    };

    private static readonly Dictionary<string, Func<GroupResult, double?>> Numbers = new()
    {
        ["ops"] = g => g.Ops,
        ["errors"] = g => g.Errors,
        ["ops/s"] = g => g.OpsPerSecond,
        ["opsPerSecond"] = g => g.OpsPerSecond,
        ["achievedRate"] = g => g.AchievedRate,
        ["backlog"] = g => g.Backlog,
        ["fairness"] = g => g.Fairness,
        ["cpuUtilisation"] = g => g.CpuUtilisation,
        ["lockContentions"] = g => g.LockContentions,
    };

    private static readonly Dictionary<string, Func<GroupResult, double?>> OtherTimes = new()
    {
        ["startSkew"] = g => g.StartSkewNs,
        ["gcPause"] = g => g.Gc?.PauseNs,
    };

    private static readonly Dictionary<string, Func<MetricResult, double>> OfOwn = new()
    {
        [".mean"] = m => m.Sum / m.Count,
        [".sum"] = m => m.Sum,
        [".min"] = m => m.Min,
        [".max"] = m => m.Max,
        [".last"] = m => m.Last,
        [".count"] = m => m.Count,
    };

    /// <summary>All but the workloads' own, which are <c>metrics.NAME</c> (its mean; or <c>metrics.NAME.sum</c> and others), and <c>speedup@N</c> of a sweep.</summary>
    public static IEnumerable<string> Names => Times.Keys.Concat(Times.Keys.Select(t => ServicePrefix + t)).Concat(OtherTimes.Keys).Concat(Numbers.Keys);

    /// <summary>Null: there is no such metric.</summary>
    public static MetricKind? KindOf(string name) =>
        Times.ContainsKey(Plain(name)) || OtherTimes.ContainsKey(name) ? MetricKind.Duration
        : Numbers.ContainsKey(name) || name.StartsWith(OwnPrefix, StringComparison.Ordinal) || SpeedUpAt(name) is not null ? MetricKind.Number
        : null;

    /// <summary>Null: it has no value in this group.</summary>
    public static double? ValueOf(GroupResult group, string name) =>
        Times.TryGetValue(Plain(name), out var time) ? (IsService(name) ? group.ServiceNs : group.LatencyNs) is { } latency ? time(latency) : null
        : OtherTimes.TryGetValue(name, out var other) ? other(group)
        : Numbers.TryGetValue(name, out var number) ? number(group)
        : name.StartsWith(OwnPrefix, StringComparison.Ordinal) ? OwnValueOf(group, name[OwnPrefix.Length..])
        : null;

    /// <summary>The number of threads in <c>speedup@4</c>; null: it is another metric.</summary>
    public static int? SpeedUpAt(string name) =>
        name.StartsWith(SpeedUp, StringComparison.Ordinal) && int.TryParse(name.AsSpan(SpeedUp.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var threads) ? threads : null;

    private static double? OwnValueOf(GroupResult group, string name)
    {
        if (group.Metrics.TryGetValue(name, out var whole))
            return OfOwn[".mean"](whole);
        var dot = Math.Max(name.LastIndexOf('.'), 0);
        return OfOwn.TryGetValue(name[dot..], out var of) && group.Metrics.TryGetValue(name[..dot], out var own) ? of(own) : null;
    }

    private static bool IsService(string name) => name.StartsWith(ServicePrefix, StringComparison.Ordinal);

    private static string Plain(string name) => IsService(name) ? name[ServicePrefix.Length..] : name;
}
