using System.Threading.Channels;

namespace Threadmill.Plugins.Queues;

/// <summary>One subscriber's own bounded channel, and what it received from each publisher.</summary>
internal sealed class Subscription(int number, int capacity)
{
    private readonly Channel<Item> channel = Channel.CreateBounded<Item>(
        new BoundedChannelOptions(capacity) { SingleReader = true, AllowSynchronousContinuations = true });

    private PaddedCounts? received; // per publisher

    /// <summary>Position among the subscribers of the group, from 0.</summary>
    public int Number => number;

    /// <summary>Items that were not the next one of their publisher: something was lost, came twice or out of order.</summary>
    public long Misplaced { get; private set; }

    /// <summary>Whether an interrupt broke off a take, so that one item may be missing.</summary>
    public bool IsUnsure { get; private set; }

    /// <returns>False if the subscriber has ended.</returns>
    public bool Send(Item item, CancellationToken stop)
    {
        while (!channel.Writer.TryWrite(item))
        {
            if (!channel.Writer.WaitToWriteAsync(stop).AsTask().GetAwaiter().GetResult())
                return false;
        }
        return true;
    }

    /// <summary>Takes the next item and looks whether it is the next of its publisher; waits for one.</summary>
    /// <exception cref="OperationCanceledException">Nothing came before <paramref name="awaited"/> was canceled.</exception>
    public void Receive(int publishers, CancellationToken awaited)
    {
        try
        {
            while (!TryReceive(publishers))
                channel.Reader.WaitToReadAsync(awaited).AsTask().GetAwaiter().GetResult();
        }
        catch (ThreadInterruptedException)
        {
            IsUnsure = true;
            throw;
        }
    }

    public bool TryReceive(int publishers)
    {
        if (!channel.Reader.TryRead(out var item))
            return false;
        received ??= new PaddedCounts(publishers);
        if (item.Sequence != received[item.Producer]++)
            Misplaced++;
        return true;
    }

    /// <summary>How many items of a publisher have come.</summary>
    public long ReceivedFrom(int publisher) => received?[publisher] ?? 0;

    /// <summary>Publishers that wait for room, and later ones, pass this subscriber over; what was sent stays readable.</summary>
    public void End() => channel.Writer.TryComplete();
}
