namespace Threadmill.Plugins.Sync;

/// <summary>Reads or increments a shared counter under a <see cref="ReaderWriterLockSlim"/>.</summary>
/// <param name="writes">Share of the calls that write, from 0 to 1; the others read.</param>
/// <param name="hold">Busy time inside the lock, such as <c>1us</c>; none by default.</param>
/// <param name="think">Busy time before each attempt to get the lock; none by default.</param>
[Workload("sync.rwlock")]
public sealed class ReadWriteLocked(
    [Shared] ReadWriteCounter counter, WorkloadThread me, double writes = 0.1, TimeSpan hold = default, TimeSpan think = default)
{
    private readonly Section section = counter.Join(hold, think);
    private Dice dice = new(writes, me.Random, nameof(writes));

    [Operation]
    public long ReadOrIncrement()
    {
        section.Think();
        return dice.Throw() ? Increment() : Read();
    }

    private long Increment()
    {
        counter.Gate.EnterWriteLock();
        try
        {
            long value = section.Increment();
            counter.Mirror();
            return value;
        }
        finally
        {
            counter.Gate.ExitWriteLock();
        }
    }

    private long Read()
    {
        counter.Gate.EnterReadLock();
        try
        {
            long value = counter.Read();
            section.Hold();
            return value;
        }
        finally
        {
            counter.Gate.ExitReadLock();
        }
    }
}
