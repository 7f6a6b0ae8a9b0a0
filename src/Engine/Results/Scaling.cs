using System.Collections.Immutable;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace Threadmill.Engine.Results;

/// <summary>One point of a sweep with the results of its repetitions, in the order in which they were run.</summary>
/// <param name="Label">As a person reads it: <c>threads=4 pin=cores</c>.</param>
public sealed record SweepRuns(string Label, IReadOnlyDictionary<string, string> Values, IReadOnlyList<RunResult> Runs)
{
    public int Threads => Runs[0].Threads.Count(t => !t.Daemon);
}

/// <summary>What several runs say together: medians, their confidence, speed-up, the fit of the scalability law.</summary>
public static class Scaling
{
    private const double Confidence = 0.95;
    private const string ThreadsAxis = "threads";

    /// <param name="axes">The axes' names; none: the runs are repetitions.</param>
    public static SweepResult Of(IReadOnlyList<string> axes, IReadOnlyList<SweepRuns> points, IEnumerable<Threshold> thresholds)
    {
        var scaling = points.Select(Point).ToArray();
        var compared = scaling.Select(s => Compared(s, scaling.First(b => IsBasis(b, s)), axes)).ToImmutableArray();
        var judged = thresholds.SelectMany(t => Judged(t, points, compared)).ToImmutableArray();
        var codes = points.SelectMany(p => p.Runs).Select(r => r.Run.ExitCode).Where(c => c != 0).ToArray();
        return new SweepResult
        {
            Parameter = axes.Count == 0 ? "repeat" : string.Join(' ', axes),
            ExitCode = codes.Length > 0 ? Worst(codes) : judged.Any(j => !j.Passed) ? Verdict.NotGoodEnough : 0,
            Runs = [.. points.SelectMany(p => p.Runs)],
            Scaling = compared,
            Fit = axes is [ThreadsAxis] ? ScalabilityLaw.Fit(compared) : null,
            Thresholds = judged,
            Diagnostics = [.. SweepRemarks.Of(points)],
        };
    }

    /// <summary>Where several hold: a signal, 4, 1, 5.</summary>
    private static int Worst(int[] codes) => codes.Any(c => c > 128) ? codes.First(c => c > 128) : new[] { 4, 1, 5 }.FirstOrDefault(codes.Contains, codes[0]);

    /// <summary>A speed-up is one figure of the sweep; all others are judged at each point, by the median of its repetitions.</summary>
    private static IEnumerable<ThresholdResult> Judged(Threshold threshold, IReadOnlyList<SweepRuns> points, ImmutableArray<ScalingPoint> scaling) =>
        ResultMetrics.SpeedUpAt(threshold.Metric) is { } threads
            ? [threshold.Judge(scaling.FirstOrDefault(s => s.Threads == threads)?.SpeedUp)]
            : points.Select(p => threshold.Judge(Median(p.Runs.Select(r => Judgement.GroupOf(r, threshold) is { } g ? ResultMetrics.ValueOf(g, threshold.Metric) : null))) with { Point = p.Label });

    private static ScalingPoint Point(SweepRuns point)
    {
        var (rates, means) = (Ordered(point, r => r.Totals.OpsPerSecond), Ordered(point, r => r.Totals.LatencyNs?.Mean));
        var (p50, p99) = (Ordered(point, r => r.Totals.LatencyNs?.P50), Ordered(point, r => r.Totals.LatencyNs?.P99));
        return new()
        {
            Label = point.Label,
            Values = point.Values.ToImmutableSortedDictionary(),
            Threads = point.Threads,
            Runs = point.Runs.Count,
            OpsPerSecond = Median(rates),
            OpsPerSecondInterval = Interval(rates),
            MeanNs = Median(means),
            MeanNsInterval = Interval(means),
            P50Ns = Median(p50),
            P50NsInterval = Interval(p50),
            P99Ns = Median(p99),
            P99NsInterval = Interval(p99),
            CpuNsPerOp = Median(point.Runs.Select(CpuPerOp)),
            Metrics = Metrics(point, (_, metric) => metric.Sum / metric.Count),
            MetricsPerSecond = Metrics(point, (run, metric) => run.Totals.PerSecond(metric)),
        };
    }

    /// <summary>Compared with is the first point; where threads are swept beside others, the first of the same others.</summary>
    private static bool IsBasis(ScalingPoint basis, ScalingPoint point) =>
        !point.Values.ContainsKey(ThreadsAxis) || point.Values.All(v => v.Key == ThreadsAxis || basis.Values[v.Key] == v.Value);

    private static ScalingPoint Compared(ScalingPoint point, ScalingPoint basis, IReadOnlyList<string> axes)
    {
        double? speedUp = axes.Count > 0 && point.OpsPerSecond is { } rate && basis.OpsPerSecond is > 0 and var least ? Math.Round(rate / least, 4) : null;
        return point with { SpeedUp = speedUp, Efficiency = axes.Contains(ThreadsAxis) && speedUp is { } s ? Math.Round(s * basis.Threads / point.Threads, 4) : null };
    }

    /// <summary>Of everything that worked for the calls: the pool's threads too, where the calls are asynchronous.</summary>
    private static double? CpuPerOp(RunResult run) =>
        run.Totals.Ops > 0 && run.Workers.Length > 0 && run.Workers.All(w => w.CpuNs is not null) ? (double)run.Workers.Sum(w => w.CpuNs!.Value) / run.Totals.Ops : null;

    private static ImmutableSortedDictionary<string, double> Metrics(SweepRuns point, Func<RunResult, MetricResult, double?> figure) => point.Runs
        .SelectMany(run => run.Totals.Metrics.Select(metric => (metric.Key, Value: figure(run, metric.Value))))
        .Where(metric => metric.Value is not null).GroupBy(metric => metric.Key)
        .ToImmutableSortedDictionary(runs => runs.Key, runs => Statistics.Median(runs.Select(run => run.Value!.Value)));

    private static double[] Ordered(SweepRuns point, Func<RunResult, double?> figure) => [.. point.Runs.Select(figure).OfType<double>().Order()];

    private static double? Median(IEnumerable<double?> values) => Median([.. values.OfType<double>()]);

    private static double? Median(double[] values) => values.Length == 0 ? null : Math.Round(Statistics.Median(values), 3);

    /// <summary>The r-th lowest to the r-th highest value cover the median with the probability that a fair coin falls between.</summary>
    private static ImmutableArray<double> Interval(double[] ordered)
    {
        if (ordered.Length < 2)
            return [];
        var coin = new Binomial(0.5, ordered.Length);
        var r = 0;
        while (r + 1 < (ordered.Length + 1) / 2 && 1 - (2 * coin.CumulativeDistribution(r)) >= Confidence && 1 - (2 * coin.CumulativeDistribution(r + 1)) >= Confidence)
            r++;
        return [ordered[r], ordered[^(r + 1)]];
    }
}
