using System.Globalization;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Topology;

namespace Threadmill.Engine.Results;

/// <summary>What should be known before believing the medians of a sweep: runs that fell out of line, a machine that drifted.</summary>
internal static class SweepRemarks
{
    /// <summary>Fewer repetitions have no line to fall out of.</summary>
    private const int LeastRuns = 5;
    private const double Fences = 1.5;
    private const double NoticeableShare = 0.02;
    private const double Significance = 0.05;

    public static IEnumerable<DiagnosticFacts> Of(IReadOnlyList<SweepRuns> points) =>
        [.. points.SelectMany(Outliers), .. points.SelectMany(Drift), .. Crowded(points)];

    /// <summary>Beyond Tukey's fences: 1.5 times the distance of the quartiles from the nearer one.</summary>
    private static IEnumerable<DiagnosticFacts> Outliers(SweepRuns point)
    {
        var rates = Rates(point);
        if (rates.Length < LeastRuns)
            yield break;
        var (low, high) = (Statistics.LowerQuartile(rates), Statistics.UpperQuartile(rates));
        var reach = Math.Max(Fences * (high - low), NoticeableShare * Statistics.Median(rates));
        for (var i = 0; i < rates.Length; i++)
        {
            if (rates[i] < low - reach || rates[i] > high + reach)
                yield return new(DiagnosticSeverity.Warning, "outlier", $"{Named(point)}run {i + 1} of {rates.Length} is an outlier: {Text(rates[i])} ops/s, where half of them lie from {Text(low)} to {Text(high)}");
        }
    }

    /// <summary>Spearman's rank correlation of throughput with the order of runs, tested by Student's distribution.</summary>
    private static IEnumerable<DiagnosticFacts> Drift(SweepRuns point)
    {
        var rates = Rates(point);
        if (rates.Length < LeastRuns)
            yield break;
        var correlation = Correlation.Spearman(Enumerable.Range(0, rates.Length).Select(i => (double)i), rates);
        var third = Math.Max(1, rates.Length / 3);
        var change = (Statistics.Median(rates[^third..]) / Statistics.Median(rates[..third])) - 1;
        var freedom = rates.Length - 2;
        var t = Math.Abs(correlation) * Math.Sqrt(freedom / Math.Max(1e-12, 1 - (correlation * correlation)));
        if (Math.Abs(change) > NoticeableShare && 2 * (1 - StudentT.CDF(0, 1, freedom, t)) < Significance)
            yield return new(DiagnosticSeverity.Warning, "drift", string.Create(CultureInfo.InvariantCulture, $"{Named(point)}throughput drifted by {change * 100:+0;-0} % from the first runs to the last: the machine or the code was not in a steady state"));
    }

    private static IEnumerable<DiagnosticFacts> Crowded(IReadOnlyList<SweepRuns> points)
    {
        if (points.Any(p => p.Runs[0].Threads.Length > Allowed(p.Runs[0])) && points.Any(p => p.Runs[0].Threads.Length <= Allowed(p.Runs[0])))
            yield return new(DiagnosticSeverity.Hint, "crowded", $"points of more than {Allowed(points[0].Runs[0])} threads share the CPUs there are: they show the scheduler as well as the code, and so does a fit through them");
    }

    private static int Allowed(RunResult run) => CpuSet.TryParse(run.Machine.AllowedCpus, out var cpus) ? cpus.Count : int.MaxValue;

    private static double[] Rates(SweepRuns point) => [.. point.Runs.Select(r => r.Totals.OpsPerSecond).OfType<double>()];

    private static string Named(SweepRuns point) => point.Label.Length > 0 ? point.Label + ": " : "";

    private static string Text(double rate) => rate.ToString("G3", CultureInfo.InvariantCulture) is var text && rate >= 1000
        ? rate switch
        {
            >= 1e9 => (rate / 1e9).ToString("0.##", CultureInfo.InvariantCulture) + "G",
            >= 1e6 => (rate / 1e6).ToString("0.#", CultureInfo.InvariantCulture) + "M",
            _ => (rate / 1e3).ToString("0.#", CultureInfo.InvariantCulture) + "k",
        }
        : text;
}
