namespace Threadmill.Plugins.Sync;

/// <summary>Increments a shared counter under a <see cref="SemaphoreSlim"/> with one permit.</summary>
/// <param name="hold">Busy time inside the lock, such as <c>1us</c>; none by default.</param>
/// <param name="think">Busy time before each attempt to get the lock; none by default.</param>
[Workload("sync.semaphore")]
public sealed class Semaphored([Shared] SemaphoreCounter counter, WorkloadThread me, TimeSpan hold = default, TimeSpan think = default)
{
    private readonly Section section = counter.Join(hold, think);

    [Operation]
    public long Increment()
    {
        section.Think();
        counter.Gate.Wait(me.StopToken);
        try
        {
            return section.Increment();
        }
        finally
        {
            counter.Gate.Release();
        }
    }
}
