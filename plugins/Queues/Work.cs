namespace Threadmill.Plugins.Queues;

/// <summary>Something to do with an item, about a nanosecond a step.</summary>
internal static class Work
{
    /// <summary>Steps of a linear congruential generator, each of which needs the one before (Knuth's MMIX).</summary>
    public static ulong On(Item item, int steps)
    {
        ulong state = (ulong)item.Sequence;
        for (int i = 0; i < steps; i++)
            state = state * 6364136223846793005 + 1442695040888963407;
        return state;
    }
}
