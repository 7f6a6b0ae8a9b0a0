using System.Globalization;

namespace Threadmill.Plugins.Queues;

/// <summary>What publishers publish and every subscriber of the group receives.</summary>
public sealed class Topic : IDisposable
{
    private readonly List<Subscription> subscriptions = [];
    private readonly List<Publisher> published = [];
    private readonly int capacity;

    /// <param name="capacity">Items that each subscriber may lie behind before publishers wait for it, at least 1.</param>
    public Topic(int capacity = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        this.capacity = capacity;
    }

    internal Side Publishers { get; } = new("queue.publish");

    /// <summary>All who will ever subscribe; to be asked from the first operation on.</summary>
    internal IReadOnlyList<Subscription> Subscriptions => subscriptions;

    internal Subscription Subscribe()
    {
        lock (subscriptions)
        {
            var subscription = new Subscription(subscriptions.Count, capacity);
            subscriptions.Add(subscription);
            return subscription;
        }
    }

    internal int Join(Publisher publisher)
    {
        lock (published)
            published.Add(publisher);
        return Publishers.Join();
    }

    /// <summary>Each subscriber got, or still has before it, every item that was sent to it, once and in the order of its publisher.</summary>
    [Check]
    public void EverySubscriberGotEverythingOnceInOrder()
    {
        foreach (var subscription in subscriptions)
        {
            while (subscription.TryReceive(Publishers.Joined))
            {
            }
            if (subscription.IsUnsure)
                continue;
            if (subscription.Misplaced > 0)
                Fail($"subscriber {subscription.Number} got {subscription.Misplaced} items out of order, twice or after a gap");
            foreach (var publisher in published.Where(publisher => !publisher.IsUnsure))
            {
                long sent = publisher.SentTo(subscription);
                long received = subscription.ReceivedFrom(publisher.Number);
                if (sent != received)
                    Fail($"subscriber {subscription.Number} got {received} of {sent} items of publisher {publisher.Number}");
            }
        }
    }

    public void Dispose() => Publishers.Dispose();

    private static void Fail(FormattableString finding) =>
        throw new InvalidOperationException(finding.ToString(CultureInfo.InvariantCulture));
}
