namespace Threadmill.Plugins.Sync;

/// <summary>Enters one lock several times over, increments a shared counter at the innermost level, and leaves again.</summary>
/// <param name="depth">How often the lock is entered per call, 1 to 1,000; 1 is a plain lock.</param>
/// <param name="hold">Busy time at the innermost level, such as <c>1us</c>; none by default.</param>
/// <param name="think">Busy time before each attempt to get the lock; none by default.</param>
[Workload("sync.rlock")]
public sealed class Reentrant([Shared] ReentrantCounter counter, int depth = 4, TimeSpan hold = default, TimeSpan think = default)
{
    private readonly int depth = depth is >= 1 and <= 1000
        ? depth
        : throw new ArgumentOutOfRangeException(nameof(depth), depth, "must be from 1 to 1000");

    private readonly Section section = counter.Join(hold, think);

    [Operation]
    public long Increment()
    {
        section.Think();
        return counter.Kind switch
        {
            ReentrantKind.Lock => WithLock(depth),
            ReentrantKind.Mutex => WithMutex(depth),
            _ => WithMonitor(depth),
        };
    }

    private long WithMonitor(int levels)
    {
        lock (counter)
            return levels == 1 ? section.Increment() : WithMonitor(levels - 1);
    }

    private long WithLock(int levels)
    {
        lock (counter.Lock)
            return levels == 1 ? section.Increment() : WithLock(levels - 1);
    }

    private long WithMutex(int levels)
    {
        counter.Mutex.WaitOne();
        try
        {
            return levels == 1 ? section.Increment() : WithMutex(levels - 1);
        }
        finally
        {
            counter.Mutex.ReleaseMutex();
        }
    }
}
