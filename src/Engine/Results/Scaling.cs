using System.Collections.Immutable;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearRegression;
using MathNet.Numerics.Statistics;

namespace Threadmill.Engine.Results;

/// <summary>What several runs say together: medians, their confidence, speed-up, the fit of the scalability law.</summary>
public static class Scaling
{
    private const int PointsForFit = 4;
    private const double Confidence = 0.95;

    /// <param name="points">Each point's label with the results of its repetitions; the first is what others are compared with.</param>
    public static SweepResult Of(string parameter, IReadOnlyList<(string Label, IReadOnlyList<RunResult> Runs)> points, IEnumerable<Threshold> thresholds)
    {
        var scaling = points.Select(p => Point(p.Label, p.Runs)).ToArray();
        scaling = [.. scaling.Select(s => Compared(s, scaling[0]))];
        var judged = thresholds.Where(t => ResultMetrics.SpeedUpAt(t.Metric) is not null)
            .Select(t => t.Judge(scaling.FirstOrDefault(s => s.Threads == ResultMetrics.SpeedUpAt(t.Metric))?.SpeedUp)).ToImmutableArray();
        var codes = points.SelectMany(p => p.Runs).Select(r => r.Run.ExitCode).Where(c => c != 0).ToArray();
        return new SweepResult
        {
            Parameter = parameter,
            ExitCode = codes.Length > 0 ? Worst(codes) : judged.Any(j => !j.Passed) ? Verdict.NotGoodEnough : 0,
            Runs = [.. points.SelectMany(p => p.Runs)],
            Scaling = [.. scaling],
            Fit = Fit(scaling),
            Thresholds = judged,
        };
    }

    /// <summary>Where several hold: a signal, 4, 1, 5.</summary>
    private static int Worst(int[] codes) => codes.Any(c => c > 128) ? codes.First(c => c > 128) : new[] { 4, 1, 5 }.FirstOrDefault(codes.Contains, codes[0]);

    private static ScalingPoint Point(string label, IReadOnlyList<RunResult> runs)
    {
        var rates = runs.Select(r => r.Totals.OpsPerSecond).OfType<double>().Order().ToArray();
        return new(
            label, runs[0].Threads.Count(t => !t.Daemon), runs.Count,
            Median(rates), Interval(rates), null, null,
            Median(runs.Select(r => r.Totals.LatencyNs?.Mean)), Median(runs.Select(r => (double?)r.Totals.LatencyNs?.P50)),
            Median(runs.Select(r => (double?)r.Totals.LatencyNs?.P99)), Median(runs.Select(CpuPerOp)));
    }

    private static ScalingPoint Compared(ScalingPoint point, ScalingPoint first)
    {
        double? speedUp = point.OpsPerSecond is { } rate && first.OpsPerSecond is > 0 and var basis ? Math.Round(rate / basis, 4) : null;
        return point with { SpeedUp = speedUp, Efficiency = speedUp is { } s ? Math.Round(s * first.Threads / point.Threads, 4) : null };
    }

    private static double? CpuPerOp(RunResult run)
    {
        var cpu = run.Threads.Where(t => t.Cpu is not null).Sum(t => (double)t.Cpu!.UserNs + t.Cpu.SystemNs);
        return run.Totals.Ops > 0 ? cpu / run.Totals.Ops : null;
    }

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

    /// <summary>Linear in its two parameters: N / C(N) - 1 = contention (N - 1) + coherency N (N - 1).</summary>
    private static ScalingFit? Fit(ScalingPoint[] points)
    {
        var known = points.Where(p => p.OpsPerSecond is > 0).DistinctBy(p => p.Threads).OrderBy(p => p.Threads).ToArray();
        if (known.Length < PointsForFit || known[0].Threads != 1)
            return null;
        double C(ScalingPoint p) => p.OpsPerSecond!.Value / known[0].OpsPerSecond!.Value;
        var x = known.Skip(1).Select(p => new[] { p.Threads - 1.0, p.Threads * (p.Threads - 1.0) }).ToArray();
        var y = known.Skip(1).Select(p => (p.Threads / C(p)) - 1).ToArray();
        var found = MultipleRegression.QR(x, y);
        double Model(double n) => n / (1 + (found[0] * (n - 1)) + (found[1] * n * (n - 1)));
        double? peak = found[1] > 0 && found[0] < 1 ? Math.Round(Math.Sqrt((1 - found[0]) / found[1]), 1) : null;
        return new(Math.Round(found[0], 6), Math.Round(found[1], 8), peak, Math.Round(GoodnessOfFit.CoefficientOfDetermination(known.Select(p => Model(p.Threads)), known.Select(C)), 4));
    }
}
