using System.Collections.Concurrent;

namespace Threadmill.Plugins.Queues;

/// <summary>A concurrent collection that never blocks.</summary>
internal sealed class CollectionCarrier(IProducerConsumerCollection<Item> items, bool isOrdered) : Carrier
{
    public override bool IsBounded => false;

    public override int Lane(Item item) => isOrdered ? item.Producer : -1;

    public override bool TryPut(Item item) => items.TryAdd(item);

    public override bool TryTake(out Item item) => items.TryTake(out item);
}
