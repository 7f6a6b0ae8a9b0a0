using System.Collections.Immutable;
using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Results;

/// <summary>Adds threads up.</summary>
internal static class GroupReading
{
    /// <param name="ownWorkers">The workers that ran these threads and no others.</param>
    public static GroupResult Of(
        string name, ImmutableArray<ThreadReading> threads, ImmutableArray<ThreadResult> results, ImmutableArray<WorkerResult> ownWorkers)
    {
        var ran = threads.Where(t => t.WallNs is not null).ToArray();
        var from = ran.Least(t => t.CountedFromNs);
        var to = ran.Most(t => t.CountedToNs);
        var ops = threads.Total(t => t.Slot.Ops);
        double? rate = to > from ? Math.Round(ops * 1e9 / (to - from), 3) : null;
        var isPaced = threads.Any(t => t.Facts.Rate is not null);
        var started = results.Where(r => r.StartOffsetNs is not null).ToArray();
        return new GroupResult
        {
            Name = name,
            Threads = [.. threads.Select(t => t.Facts.Index)],
            Ops = ops,
            Errors = threads.Total(t => t.Slot.Errors),
            OpsPerSecond = rate,
            LatencyNs = Latency(threads),
            ServiceNs = isPaced ? LatencyResult.Of(HistogramReading.Merge(threads.Select(t => t.Service).OfType<HistogramReading>())) : null,
            AchievedRate = isPaced ? rate : null,
            Backlog = isPaced ? threads.Total(t => t.Slot.BacklogOps) : null,
            Fairness = Fairness(results),
            StartSkewNs = started.Length > 0 ? started.Most(r => r.StartOffsetNs!.Value) - started.Least(r => r.StartOffsetNs!.Value) : null,
            CpuUtilisation = Utilisation(results),
            Gc = ownWorkers is [{ Gc: { } gc }] ? gc : null,
            LockContentions = ownWorkers is [var worker] ? worker.LockContentions : null,
            Metrics = Metrics(results),
            Outcome = Worst(results),
        };
    }

    /// <summary>The outcome that says most of a group: the worst of its threads, a daemon's stop being none.</summary>
    public static Outcome Worst(IEnumerable<ThreadResult> threads)
    {
        Outcome[] fromWorst = [Outcome.Crashed, Outcome.Abandoned, Outcome.TimedOut, Outcome.Faulted, Outcome.Canceled];
        var counted = threads.Where(t => !(t.Daemon && t.Outcome == Outcome.Canceled)).ToArray();
        foreach (var outcome in fromWorst)
        {
            if (counted.Any(t => t.Outcome == outcome))
                return outcome;
        }
        return counted.Length > 0 && counted.All(t => t.Outcome == Outcome.NotStarted) ? Outcome.NotStarted : Outcome.Completed;
    }

    private static LatencyResult? Latency(ImmutableArray<ThreadReading> threads)
    {
        var timed = threads.Where(t => t.Latency is not null).ToArray();
        var all = timed.Total(t => t.Slot.Ops);
        double? mean = timed.Any(t => t.Slot.SamplingEvery > 1) && all > 0 ? timed.Sum(t => t.Latency!.Mean * t.Slot.Ops) / all : null;
        return LatencyResult.Of(HistogramReading.Merge(timed.Select(t => t.Latency!.Reading)), mean, timed.Most(t => t.Latency!.Max));
    }

    private static double? Fairness(ImmutableArray<ThreadResult> results)
    {
        var (least, most) = (double.MaxValue, 0.0);
        foreach (var result in results)
        {
            if (result is { Daemon: false, OpsPerSecond: { } rate })
                (least, most) = (Math.Min(least, rate), Math.Max(most, rate));
        }
        return most > 0 ? Math.Round(least / most, 4) : null;
    }

    private static double? Utilisation(ImmutableArray<ThreadResult> results)
    {
        var metered = results.Where(r => r is { Cpu: not null, WallNs: > 0 }).ToArray();
        // Reading the meters takes some µs itself: of a shorter time no share can be told.
        return metered.Most(r => r.WallNs!.Value) < 1_000_000 ? null
            : Math.Round((double)metered.Total(r => r.Cpu!.UserNs + r.Cpu.SystemNs) / metered.Total(r => r.WallNs!.Value), 4);
    }

    private static ImmutableSortedDictionary<string, MetricResult> Metrics(ImmutableArray<ThreadResult> results)
    {
        var metrics = ImmutableSortedDictionary<string, MetricResult>.Empty;
        foreach (var result in results)
        {
            foreach (var (name, own) in result.Metrics)
                metrics = metrics.SetItem(name, metrics.TryGetValue(name, out var before) ? Sum(before, own) : own);
        }
        return metrics;
    }

    private static MetricResult Sum(MetricResult one, MetricResult other) =>
        new(other.Last, one.Sum + other.Sum, Math.Min(one.Min, other.Min), Math.Max(one.Max, other.Max), one.Count + other.Count);
}
