namespace Threadmill.Plugins.Sync;

/// <summary>Increments a shared counter without any guard: with two threads or more, updates get lost, and the check says how many.</summary>
/// <param name="increments">Increments per call, at least 1: with more, one call per thread is enough to lose some.</param>
/// <param name="hold">Busy time between reading the counter and writing it back, such as <c>1us</c>; none by default.</param>
/// <param name="think">Busy time before each call; none by default.</param>
[Workload("sync.racy")]
public sealed class Racy([Shared] RacyCounter counter, int increments = 1, TimeSpan hold = default, TimeSpan think = default)
{
    private readonly int increments = increments > 0 ? increments : throw new ArgumentOutOfRangeException(nameof(increments), increments, "must be at least 1");
    private readonly Section section = counter.Join(hold, think);

    [Operation]
    public long Increment()
    {
        section.Think();
        long read = 0;
        for (int i = 0; i < increments; i++)
        {
            read = Volatile.Read(ref counter.Value);
            section.Hold();
            Volatile.Write(ref counter.Value, read + 1);
            section.Note();
        }
        return read;
    }
}
