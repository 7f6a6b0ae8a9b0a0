namespace Threadmill.Plugins.Queues;

/// <summary>What is passed on: the <paramref name="Sequence"/>-th item of a producer, both counted from 0.</summary>
internal readonly record struct Item(long Sequence, int Producer)
{
    public const int Priorities = 8;

    public int Priority => (int)(Sequence % Priorities);

    /// <summary>A number that two different items hardly share, so that sums of it tell sets of items apart (splitmix64's finaliser).</summary>
    public ulong Fingerprint
    {
        get
        {
            ulong bits = ((ulong)Producer << 48) + (ulong)Sequence + 0x9E3779B97F4A7C15;
            bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
            bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
            return bits ^ (bits >> 31);
        }
    }
}
