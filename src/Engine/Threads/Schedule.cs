namespace Threadmill.Engine.Threads;

/// <summary>When the calls of one thread are due: its places in the common schedule of its spec, whose i-th call is due at start + i/rate.</summary>
/// <param name="Rate">Calls per second over all threads of the spec.</param>
/// <param name="Threads">How many take turns.</param>
/// <param name="Turn">Which of them this is, from 0.</param>
internal readonly record struct Schedule(long StartNs, double Rate, int Threads, int Turn)
{
    /// <summary>When this thread's n-th call is due, from 0. Reckoned from the start each time, so that nothing adds up.</summary>
    public long DueNs(long n) => StartNs + (long)((((double)n * Threads) + Turn) * 1e9 / Rate);

    /// <summary>Which of this thread's calls is the first that is not due before a time.</summary>
    public long FirstDueAfter(long ns)
    {
        var n = Math.Max(0, (long)(((ns - StartNs) * Rate / 1e9 - Turn) / Threads));
        while (n > 0 && DueNs(n - 1) >= ns)
            n--;
        while (DueNs(n) < ns)
            n++;
        return n;
    }
}
