using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Threadmill.Plugins.Queues;

/// <summary>One kind of queue. An item is inside after a put that returned, and outside after a take that returned; a canceled one did nothing.</summary>
internal abstract class Carrier : IDisposable
{
    /// <summary>False where only the caller keeps the number of items in bounds.</summary>
    public abstract bool IsBounded { get; }

    /// <summary>What one consumer sees of one producer comes in the order of putting, within a lane; -1: there is no order.</summary>
    public virtual int Lane(Item item) => item.Producer;

    public abstract bool TryPut(Item item);

    public abstract bool TryTake(out Item item);

    /// <summary>Waits for room; by default it looks again and again: spins, yields, then sleeps for a millisecond.</summary>
    public virtual void Put(Item item, CancellationToken stop)
    {
        for (var wait = new SpinWait(); !TryPut(item); wait.SpinOnce())
            stop.ThrowIfCancellationRequested();
    }

    /// <summary>Waits for an item, by default as <see cref="Put"/> does.</summary>
    public virtual Item Take(CancellationToken stop)
    {
        Item item;
        for (var wait = new SpinWait(); !TryTake(out item); wait.SpinOnce())
            stop.ThrowIfCancellationRequested();
        return item;
    }

    public virtual void Dispose()
    {
    }

    public static Carrier Of(QueueKind kind, int capacity) => kind switch
    {
        QueueKind.Concurrent => new CollectionCarrier(new ConcurrentQueue<Item>(), isOrdered: true),
        QueueKind.Blocking => new BlockingCarrier(capacity),
        QueueKind.Channel => new ChannelCarrier(Channel.CreateBounded<Item>(new BoundedChannelOptions(capacity) { AllowSynchronousContinuations = true }), isBounded: true),
        QueueKind.Unbounded => new ChannelCarrier(Channel.CreateUnbounded<Item>(new UnboundedChannelOptions { AllowSynchronousContinuations = true }), isBounded: false),
        QueueKind.Stack => new CollectionCarrier(new ConcurrentStack<Item>(), isOrdered: false),
        QueueKind.Priority => new PriorityCarrier(),
        QueueKind.Ring => new RingCarrier(capacity),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
    };
}
