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
        var from = ran.Select(t => t.CountedFromNs).DefaultIfEmpty(0).Min();
        var to = ran.Select(t => t.CountedToNs).DefaultIfEmpty(0).Max();
        var ops = threads.Sum(t => t.Slot.Ops);
        double? rate = to > from ? Math.Round(ops * 1e9 / (to - from), 3) : null;
        var isPaced = threads.Any(t => t.Facts.Rate is not null);
        var started = results.Where(r => r.StartOffsetNs is not null).Select(r => r.StartOffsetNs!.Value).ToArray();
        return new GroupResult
        {
            Name = name,
            Threads = [.. threads.Select(t => t.Facts.Index)],
            Ops = ops,
            Errors = threads.Sum(t => t.Slot.Errors),
            OpsPerSecond = rate,
            LatencyNs = Latency(threads),
            ServiceNs = isPaced ? LatencyResult.Of(HistogramReading.Merge(threads.Select(t => t.Service).OfType<HistogramReading>())) : null,
            AchievedRate = isPaced ? rate : null,
            Backlog = isPaced ? threads.Sum(t => t.Slot.BacklogOps) : null,
            Fairness = Fairness(results),
            StartSkewNs = started.Length > 0 ? started.Max() - started.Min() : null,
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
        var seen = threads.Where(t => !(t.Daemon && t.Outcome == Outcome.Canceled)).Select(t => t.Outcome).ToHashSet();
        return fromWorst.Where(seen.Contains).Append(seen.SetEquals([Outcome.NotStarted]) ? Outcome.NotStarted : Outcome.Completed).First();
    }

    private static LatencyResult? Latency(ImmutableArray<ThreadReading> threads)
    {
        var timed = threads.Where(t => t.Latency is not null).ToArray();
        var all = timed.Sum(t => t.Slot.Ops);
        double? mean = timed.Any(t => t.Slot.SamplingEvery > 1) && all > 0 ? timed.Sum(t => t.Latency!.Mean * t.Slot.Ops) / all : null;
        return LatencyResult.Of(HistogramReading.Merge(timed.Select(t => t.Latency!.Reading)), mean, timed.Select(t => t.Latency!.Max).DefaultIfEmpty(0).Max());
    }

    private static double? Fairness(ImmutableArray<ThreadResult> results)
    {
        var rates = results.Where(r => !r.Daemon && r.OpsPerSecond is not null).Select(r => r.OpsPerSecond!.Value).ToArray();
        return rates.Length > 0 && rates.Max() > 0 ? Math.Round(rates.Min() / rates.Max(), 4) : null;
    }

    private static double? Utilisation(ImmutableArray<ThreadResult> results)
    {
        var metered = results.Where(r => r is { Cpu: not null, WallNs: > 0 }).ToArray();
        // Reading the meters takes some µs itself: of a shorter time no share can be told.
        return metered.Length == 0 || metered.Max(r => r.WallNs) < 1_000_000 ? null
            : Math.Round(metered.Sum(r => (double)r.Cpu!.UserNs + r.Cpu.SystemNs) / metered.Sum(r => (double)r.WallNs!.Value), 4);
    }

    private static ImmutableSortedDictionary<string, MetricResult> Metrics(ImmutableArray<ThreadResult> results) => results
        .SelectMany(r => r.Metrics).GroupBy(m => m.Key)
        .ToImmutableSortedDictionary(g => g.Key, g => new MetricResult(
            g.Last().Value.Last, g.Sum(m => m.Value.Sum), g.Min(m => m.Value.Min), g.Max(m => m.Value.Max), g.Sum(m => m.Value.Count)));
}
