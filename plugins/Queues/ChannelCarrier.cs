using System.Threading.Channels;

namespace Threadmill.Plugins.Queues;

/// <summary>A channel, used from threads: where there is nothing to do the thread blocks. Whoever ends the wait wakes it directly.</summary>
internal sealed class ChannelCarrier(Channel<Item> channel, bool isBounded) : Carrier
{
    public override bool IsBounded => isBounded;

    public override bool TryPut(Item item) => channel.Writer.TryWrite(item);

    public override bool TryTake(out Item item) => channel.Reader.TryRead(out item);

    public override void Put(Item item, CancellationToken stop)
    {
        while (!channel.Writer.TryWrite(item))
            channel.Writer.WaitToWriteAsync(stop).AsTask().GetAwaiter().GetResult();
    }

    public override Item Take(CancellationToken stop)
    {
        Item item;
        while (!channel.Reader.TryRead(out item))
            channel.Reader.WaitToReadAsync(stop).AsTask().GetAwaiter().GetResult();
        return item;
    }
}
