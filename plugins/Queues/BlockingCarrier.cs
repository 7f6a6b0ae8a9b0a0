using System.Collections.Concurrent;

namespace Threadmill.Plugins.Queues;

/// <summary>A <see cref="BlockingCollection{T}"/>, which is two semaphores around a queue.</summary>
internal sealed class BlockingCarrier(int capacity) : Carrier
{
    private readonly BlockingCollection<Item> items = new(capacity);

    public override bool IsBounded => true;

    public override bool TryPut(Item item) => items.TryAdd(item);

    public override bool TryTake(out Item item) => items.TryTake(out item);

    public override void Put(Item item, CancellationToken stop) => items.Add(item, stop);

    public override Item Take(CancellationToken stop) => items.Take(stop);

    public override void Dispose()
    {
        items.Dispose();
        base.Dispose();
    }
}
