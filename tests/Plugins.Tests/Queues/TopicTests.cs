using Threadmill;
using Threadmill.Plugins.Queues;

namespace Plugins.Tests.Queues;

public sealed class TopicTests
{
    [Theory]
    [InlineData(1, 1, 1000)]
    [InlineData(2, 3, 1000)]
    [InlineData(8, 8, 200)]
    [InlineData(1, 63, 100)]
    public void Every_subscriber_gets_everything(int publishers, int subscribers, int items)
    {
        using var topic = new Topic(capacity: 16);
        using var crew = new Crew()
            .Add(publishers, me => new Publisher(topic, me), thread => Assert.Equal(subscribers, thread.Publish()), items)
            .Add(subscribers, me => new Subscriber(topic, me), thread => Assert.Equal(1, thread.Receive()), items * publishers)
            .Run();
        Assert.Empty(crew.Failures);
        Assert.All(topic.Subscriptions, subscription => Assert.Equal(items, subscription.ReceivedFrom(0)));
        Crew.Check(topic);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 8)]
    [InlineData(32, 32)]
    public void Stopped_in_the_middle_nothing_is_missing(int publishers, int subscribers)
    {
        using var topic = new Topic(capacity: 2);
        using var crew = new Crew()
            .Add(publishers, me => new Publisher(topic, me, batch: 3), thread => thread.Publish())
            .Add(subscribers, me => new Subscriber(topic, me, batch: 2), thread => thread.Receive(), ops: 50)
            .Run(firstDoneStopsAll: true);
        Assert.Empty(crew.Failures);
        Crew.Check(topic);
    }

    [Fact]
    public void Publishers_do_not_wait_for_a_subscriber_that_has_ended()
    {
        using var topic = new Topic(capacity: 4);
        using var crew = new Crew()
            .Add(2, me => new Publisher(topic, me), thread => thread.Publish(), ops: 500)
            .Add(1, me => new Subscriber(topic, me), thread => thread.Receive(), ops: 10)
            .Add(1, me => new Subscriber(topic, me), thread => thread.Receive(), ops: 1000)
            .Run();
        Assert.Empty(crew.Failures);
        Crew.Check(topic);
    }

    [Fact]
    public void Nobody_need_listen_but_somebody_must_speak()
    {
        using var topic = new Topic();
        using (var publisher = new Publisher(topic, new WorkloadThread()))
            Assert.Equal(0, publisher.Publish());
        using var silent = new Topic();
        using var subscriber = new Subscriber(silent, new WorkloadThread());
        Assert.Contains("the group has no queue.publish", Assert.Throws<InvalidOperationException>(() => subscriber.Receive()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_subscriber_that_waits_for_more_than_was_published_idles_then_fails()
    {
        using var topic = new Topic();
        using var crew = new Crew()
            .Add(1, me => new Publisher(topic, me), thread => thread.Publish(), ops: 5)
            .Add(1, me => new Subscriber(topic, me), thread => thread.Receive(), ops: 1000)
            .Run();
        Assert.IsType<InvalidOperationException>(Assert.Single(crew.Failures));
        Assert.Equal(5 + 5 + 99, crew.Ops);
        Crew.Check(topic);
    }

    [Fact]
    public void An_item_that_is_missing_or_out_of_order_is_found_out()
    {
        using var topic = new Topic();
        using var publisher = new Publisher(topic, new WorkloadThread());
        using var subscriber = new Subscriber(topic, new WorkloadThread());
        publisher.Publish();
        topic.Subscriptions[0].Send(new Item(0, 0), default); // the first one a second time
        subscriber.Receive();
        subscriber.Receive();
        var verdict = Assert.Throws<InvalidOperationException>(topic.EverySubscriberGotEverythingOnceInOrder);
        Assert.Equal("subscriber 0 got 1 items out of order, twice or after a gap", verdict.Message);
    }

    [Fact]
    public void An_item_allocates_nothing()
    {
        using var topic = new Topic();
        using var publisher = new Publisher(topic, new WorkloadThread());
        using var subscriber = new Subscriber(topic, new WorkloadThread());
        Assert.InRange(Crew.AllocatedPerCall(() =>
        {
            publisher.Publish();
            subscriber.Receive();
        }), 0, 0.99);
    }
}
