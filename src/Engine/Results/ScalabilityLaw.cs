using MathNet.Numerics;
using MathNet.Numerics.LinearRegression;

namespace Threadmill.Engine.Results;

/// <summary>
/// Fits the Universal Scalability Law (Gunther 2007), which is linear in its two parameters:
/// N / C(N) - 1 = contention (N - 1) + coherency N (N - 1). Contention is a share, from 0 to 1; coherency cannot be negative.
/// </summary>
internal static class ScalabilityLaw
{
    private const int LeastPoints = 4;

    /// <summary>Null with fewer than four numbers of threads, or without one thread to compare with.</summary>
    public static ScalingFit? Fit(IEnumerable<ScalingPoint> points)
    {
        var known = points.Where(p => p.OpsPerSecond is > 0).DistinctBy(p => p.Threads).OrderBy(p => p.Threads).ToArray();
        if (known.Length < LeastPoints || known[0].Threads != 1)
            return null;
        double[] n = [.. known.Select(p => (double)p.Threads)];
        double[] capacity = [.. known.Select(p => p.OpsPerSecond!.Value / known[0].OpsPerSecond!.Value)];
        var (contention, coherency) = Parameters(n[1..], [.. n.Zip(capacity, (threads, c) => (threads / c) - 1).Skip(1)]);
        double? peak = coherency > 0 && contention < 1 ? Math.Round(Math.Sqrt((1 - contention) / coherency), 1) : null;
        var model = n.Select(threads => threads / (1 + (contention * (threads - 1)) + (coherency * threads * (threads - 1))));
        return new(Math.Round(contention, 6), Math.Round(coherency, 8), peak, Math.Round(GoodnessOfFit.CoefficientOfDetermination(model, capacity), 4));
    }

    private static (double Contention, double Coherency) Parameters(double[] n, double[] lost)
    {
        var both = MultipleRegression.QR([.. n.Select(t => new[] { t - 1, t * (t - 1) })], lost);
        if (both[0] is >= 0 and <= 1 && both[1] >= 0)
            return (both[0], both[1]);
        // The best of the points that are allowed lies on an edge.
        (double Contention, double Coherency)[] edges =
        [
            (Math.Min(Alone(n, lost, t => t - 1), 1), 0),
            (0, Alone(n, lost, t => t * (t - 1))),
            (1, Alone(n, [.. n.Zip(lost, (t, l) => l - (t - 1))], t => t * (t - 1))),
        ];
        return edges.MinBy(e => Error(n, lost, e.Contention, e.Coherency));
    }

    private static double Alone(double[] n, double[] lost, Func<double, double> factor) =>
        Math.Max(0, MathNet.Numerics.Fit.LineThroughOrigin([.. n.Select(factor)], lost));

    private static double Error(double[] n, double[] lost, double contention, double coherency) =>
        n.Zip(lost, (t, l) => l - (contention * (t - 1)) - (coherency * t * (t - 1))).Sum(e => e * e);
}
