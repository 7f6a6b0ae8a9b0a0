namespace Threadmill.Plugins.Queues;

/// <summary>Receives every item that the <c>queue.publish</c> threads of its group publish; waits while there is none.</summary>
[Workload("queue.subscribe")]
public sealed class Subscriber : IDisposable
{
    private readonly Topic topic;
    private readonly Subscription subscription;
    private readonly Partner publishers;
    private readonly int batch;

    /// <param name="batch">Items per call, at least 1.</param>
    public Subscriber([Shared] Topic topic, WorkloadThread me, int batch = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        this.topic = topic;
        this.batch = batch;
        publishers = new Partner(topic.Publishers, me.StopToken);
        subscription = topic.Subscribe();
    }

    /// <returns>Items received: fewer than a batch only once all publishers have ended and nothing is left.</returns>
    [Operation]
    public int Receive()
    {
        publishers.MustExist();
        for (int done = 0; done < batch; done++)
        {
            try
            {
                subscription.Receive(topic.Publishers.Joined, publishers.Awaited);
            }
            catch (OperationCanceledException) when (publishers.HasLeft)
            {
                if (subscription.TryReceive(topic.Publishers.Joined))
                    continue;
                publishers.Idle();
                return done;
            }
        }
        return batch;
    }

    public void Dispose()
    {
        subscription.End();
        publishers.Dispose();
    }
}
