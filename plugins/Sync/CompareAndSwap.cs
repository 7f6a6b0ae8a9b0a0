namespace Threadmill.Plugins.Sync;

/// <summary>Increments a shared counter in a compare-and-swap loop: read, compute, try to write, and again if another was faster.</summary>
/// <param name="hold">Busy time between the read and the swap: the longer, the more retries; none by default.</param>
/// <param name="think">Busy time before each increment, such as <c>1us</c>; none by default.</param>
[Workload("sync.cas")]
public sealed class CompareAndSwap([Shared] CasCounter counter, TimeSpan hold = default, TimeSpan think = default)
{
    private readonly Section section = counter.Join(hold, think);

    [Operation]
    public long Increment()
    {
        section.Think();
        long seen = Volatile.Read(ref counter.Value);
        while (true)
        {
            section.Hold();
            long found = Interlocked.CompareExchange(ref counter.Value, seen + 1, seen);
            if (found == seen)
                break;
            seen = found;
        }
        section.Note();
        return seen + 1;
    }
}
