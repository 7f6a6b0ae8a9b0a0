namespace Threadmill.Plugins.Queues;

/// <summary>A binary heap under a lock: lower priorities first, within one priority first come, first served.</summary>
internal sealed class PriorityCarrier : Carrier
{
    private const int ArrivalBits = 56;
    private readonly Lock gate = new();
    private readonly PriorityQueue<Item, long> items = new();
    private long arrivals;

    public override bool IsBounded => false;

    public override int Lane(Item item) => item.Producer * Item.Priorities + item.Priority;

    public override bool TryPut(Item item)
    {
        lock (gate)
            items.Enqueue(item, ((long)item.Priority << ArrivalBits) + arrivals++);
        return true;
    }

    public override bool TryTake(out Item item)
    {
        lock (gate)
            return items.TryDequeue(out item, out _);
    }
}
