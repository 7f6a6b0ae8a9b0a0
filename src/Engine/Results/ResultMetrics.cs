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

    /// <summary>All but the workloads' own, which are <c>metrics.NAME</c> (the last value), and <c>speedup@N</c> of a sweep.</summary>
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
        : name.StartsWith(OwnPrefix, StringComparison.Ordinal) && group.Metrics.TryGetValue(name[OwnPrefix.Length..], out var own) ? own.Last
        : null;

    /// <summary>The number of threads in <c>speedup@4</c>; null: it is another metric.</summary>
    public static int? SpeedUpAt(string name) =>
        name.StartsWith(SpeedUp, StringComparison.Ordinal) && int.TryParse(name.AsSpan(SpeedUp.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var threads) ? threads : null;

    private static bool IsService(string name) => name.StartsWith(ServicePrefix, StringComparison.Ordinal);

    private static string Plain(string name) => IsService(name) ? name[ServicePrefix.Length..] : name;
}
