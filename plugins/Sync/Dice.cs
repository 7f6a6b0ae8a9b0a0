namespace Threadmill.Plugins.Sync;

/// <summary>Says yes in a given share of cases, from a seeded xorshift stream (Marsaglia 2003): about 1 ns a throw.</summary>
internal struct Dice
{
    private readonly ulong threshold;
    private ulong state;

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="share"/> is not within 0 and 1.</exception>
    public Dice(double share, Random seed, string argument)
    {
        if (share is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(argument, share, "must be a share from 0 to 1");
        threshold = (ulong)(share * (1UL << 63));
        state = (ulong)seed.NextInt64(1, long.MaxValue);
    }

    public bool Throw()
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return state >> 1 < threshold;
    }
}
