using Threadmill;

namespace MyPlugin;

/// <summary>One per group: made on its first thread, checked when all its threads have ended.</summary>
/// <param name="start">Where it begins to count.</param>
public sealed class Counter(long start = 0)
{
    private readonly Lock gate = new();
    private long added;
    private long value = start;

    public long Value => value;

    public long Add(int step)
    {
        Interlocked.Add(ref added, step);
        lock (gate)
            return value += step;
    }

    [Check]
    public void NothingIsLost()
    {
        if (value != start + added)
            throw new InvalidOperationException($"{start + added - value} of {added} got lost");
    }
}
