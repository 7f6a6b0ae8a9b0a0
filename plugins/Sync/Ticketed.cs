namespace Threadmill.Plugins.Sync;

/// <summary>Increments a shared counter under a ticket lock: spinning, served strictly in the order of arrival.</summary>
/// <param name="hold">Busy time inside the lock, such as <c>1us</c>; none by default.</param>
/// <param name="think">Busy time before each attempt to get the lock; none by default.</param>
[Workload("sync.ticket")]
public sealed class Ticketed([Shared] TicketCounter counter, TimeSpan hold = default, TimeSpan think = default)
{
    private readonly Section section = counter.Join(hold, think);

    [Operation]
    public long Increment()
    {
        section.Think();
        counter.Gate.Enter();
        try
        {
            return section.Increment();
        }
        finally
        {
            counter.Gate.Exit();
        }
    }
}
