namespace Threadmill.Engine.Threads;

/// <summary>How many calls a loop times: all where a call costs well above the clock, else one in so many that timing costs a fiftieth of the calls.</summary>
/// <param name="Every">1: every call.</param>
/// <param name="TypicalNsQ16">What one call takes, in ns with 16 fraction bits.</param>
internal sealed record Sampling(int Every, long TypicalNsQ16)
{
    public static readonly Sampling All = new(1, 0);

    /// <summary>In readings of the clock: beside a call that takes so long, its timing is some 4 % of it.</summary>
    private const double WellAbove = 40;
    private const double Share = 0.02;

    /// <summary>What a sample costs, in readings of the clock: two, and what is done with them (measured: 2.4 to 2.7).</summary>
    private const double SampleReads = 2.5;
    private const int Least = 16;
    private const int Most = 4096;

    /// <summary>Nobody looks at the clock or at a request to stop between two samples.</summary>
    private const double LongestGapNs = 10_000_000;

    /// <param name="timedNs">What a call took in a loop that times every one, less the time in which the thread was kept from its CPU.</param>
    /// <param name="clockReadNs">What reading the clock takes.</param>
    /// <param name="elapsedNs">What a call took with that time: one that looks at the clock may take 100 ms and hardly any CPU.</param>
    public static Sampling Calibrated(double timedNs, double clockReadNs, double elapsedNs)
    {
        if (timedNs >= WellAbove * clockReadNs || elapsedNs * Least > LongestGapNs)
            return All;
        return For(Math.Max(timedNs - clockReadNs, 0.5), clockReadNs, elapsedNs);
    }

    /// <param name="callNs">What a call took where few are timed.</param>
    /// <param name="clockReadNs">What reading the clock takes.</param>
    /// <param name="elapsedNs">What a call took, waiting included.</param>
    public static Sampling For(double callNs, double clockReadNs, double elapsedNs) =>
        Of((int)Math.Clamp(SampleReads * clockReadNs / (Share * callNs), Least, Math.Clamp(LongestGapNs / elapsedNs, Least, Most)), callNs);

    public static Sampling Of(int every, double callNs) => new(every, (long)(callNs * 65_536));
}
