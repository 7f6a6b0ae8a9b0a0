namespace Threadmill.Plugins.Sync;

/// <summary>Increments a shared counter with <see cref="Interlocked.Increment(ref long)"/>: one atomic instruction, no lock.</summary>
/// <param name="think">Busy time before each increment, such as <c>1us</c>; none by default.</param>
[Workload("sync.interlocked")]
public sealed class Interlocking([Shared] InterlockedCounter counter, TimeSpan think = default)
{
    private readonly Section section = counter.Join(hold: default, think);

    [Operation]
    public long Increment()
    {
        section.Think();
        section.Note();
        return Interlocked.Increment(ref counter.Value);
    }
}
