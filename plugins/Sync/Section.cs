namespace Threadmill.Plugins.Sync;

/// <summary>One thread's way through the critical section: it thinks outside, then increments and holds inside.</summary>
internal sealed class Section(Counter counter, TimeSpan hold, TimeSpan think)
{
    private readonly Busy hold = new(hold, nameof(hold));
    private readonly Busy think = new(think, nameof(think));
    private Padded updates;

    /// <summary>How often this thread incremented the counter.</summary>
    public long Updates => updates.Value;

    /// <summary>Time between two sections, spent without the lock.</summary>
    public void Think() => think.Spend();

    /// <summary>Time spent inside.</summary>
    public void Hold() => hold.Spend();

    /// <summary>Notes an update of the counter that was made by other means than <see cref="Increment"/>.</summary>
    public void Note() => updates.Value++;

    /// <summary>What happens inside: a plain increment, which is right only if the lock is.</summary>
    public long Increment()
    {
        long next = counter.Value + 1;
        counter.Value = next;
        updates.Value++;
        hold.Spend();
        return next;
    }
}
