namespace Threadmill.Plugins.Queues;

/// <summary>Publishes an item to every <c>queue.subscribe</c> thread of its group; waits for those that are a whole capacity behind.</summary>
[Workload("queue.publish")]
public sealed class Publisher : IDisposable
{
    private readonly Topic topic;
    private readonly CancellationToken stop;
    private readonly int batch;
    private PaddedCounts? sent; // per subscriber

    /// <param name="batch">Items per call, at least 1.</param>
    public Publisher([Shared] Topic topic, WorkloadThread me, int batch = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        this.topic = topic;
        this.batch = batch;
        stop = me.StopToken;
        Number = topic.Join(this);
    }

    internal int Number { get; }

    /// <summary>Whether an interrupt broke off a publication, so that it is unknown who got it.</summary>
    internal bool IsUnsure { get; private set; }

    /// <returns>Deliveries made: items times subscribers that still run.</returns>
    [Operation]
    public int Publish()
    {
        sent ??= new PaddedCounts(topic.Subscriptions.Count);
        int deliveries = 0;
        try
        {
            for (int i = 0; i < batch; i++)
                deliveries += PublishOne(sent);
        }
        catch (ThreadInterruptedException)
        {
            IsUnsure = true;
            throw;
        }
        return deliveries;
    }

    public void Dispose() => topic.Publishers.Leave();

    internal long SentTo(Subscription subscription) => sent?[subscription.Number] ?? 0;

    private int PublishOne(PaddedCounts sent)
    {
        int deliveries = 0;
        for (int i = 0; i < sent.Count; i++)
        {
            if (!topic.Subscriptions[i].Send(new Item(sent[i], Number), stop))
                continue;
            sent[i]++;
            deliveries++;
        }
        return deliveries;
    }
}
