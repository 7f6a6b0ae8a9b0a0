using Threadmill;

namespace MyPlugin;

/// <summary>One per group: made on its first thread, checked when all its threads have ended.</summary>
/// <param name="start">Where it begins to count.</param>
public sealed class Counter(long start = 0)
{
    private readonly Lock gate = new();
    private long added;
    private long sum;

    public long Value => start + sum;

    public long Add(int step)
    {
        Interlocked.Add(ref added, step);
        lock (gate)
            return start + (sum += step);
    }

    [Check]
    public void NothingIsLost()
    {
        if (sum != added)
            throw new InvalidOperationException($"{added - sum} of {added} got lost");
    }
}
