namespace Threadmill.Plugins.Sync;

/// <summary>Increments a shared counter under a <see cref="System.Threading.Lock"/>.</summary>
/// <param name="hold">Busy time inside the lock, such as <c>1us</c>; none by default.</param>
/// <param name="think">Busy time before each attempt to get the lock; none by default.</param>
[Workload("sync.lock")]
public sealed class Locked([Shared] LockCounter counter, TimeSpan hold = default, TimeSpan think = default)
{
    private readonly Section section = counter.Join(hold, think);

    [Operation]
    public long Increment()
    {
        section.Think();
        lock (counter.Gate)
            return section.Increment();
    }
}
