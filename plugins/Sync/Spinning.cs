namespace Threadmill.Plugins.Sync;

/// <summary>Increments a shared counter under a <see cref="SpinLock"/> without owner tracking.</summary>
/// <param name="hold">Busy time inside the lock, such as <c>1us</c>; none by default.</param>
/// <param name="think">Busy time before each attempt to get the lock; none by default.</param>
[Workload("sync.spin")]
public sealed class Spinning([Shared] SpinCounter counter, TimeSpan hold = default, TimeSpan think = default)
{
    private readonly Section section = counter.Join(hold, think);

    [Operation]
    public long Increment()
    {
        section.Think();
        bool isTaken = false;
        try
        {
            counter.Gate.Enter(ref isTaken);
            return section.Increment();
        }
        finally
        {
            if (isTaken)
                counter.Gate.Exit();
        }
    }
}
