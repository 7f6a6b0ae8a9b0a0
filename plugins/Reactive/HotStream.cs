using System.Globalization;
using System.Reactive.Disposables;
using System.Reactive.Subjects;

namespace Threadmill.Plugins.Reactive;

/// <summary>Publishes an item on a hot stream, which delivers it to all who are subscribed at that moment.</summary>
[Workload("rx.hot")]
public sealed class HotStream : IDisposable
{
    private readonly Subject<long> stream = new();
    private readonly CompositeDisposable subscriptions = [];
    private readonly long[] sums;
    private long published;
    private long sum;

    /// <param name="subscribers">How many, at least 0.</param>
    public HotStream(int subscribers = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(subscribers);
        sums = new long[subscribers];
        for (int i = 0; i < subscribers; i++)
        {
            int own = i;
            subscriptions.Add(stream.Subscribe(item => sums[own] += item));
        }
    }

    /// <returns>Items published.</returns>
    [Operation]
    public long Publish()
    {
        sum += ++published;
        stream.OnNext(published);
        return published;
    }

    /// <summary>Every subscriber got every item.</summary>
    [Check]
    public void EverybodyGotEverything()
    {
        int behind = sums.Count(own => own != sum);
        if (behind > 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{behind} of {sums.Length} subscribers did not get every item"));
    }

    /// <summary>Ends all subscriptions, while the stream goes on.</summary>
    internal void Unsubscribe() => subscriptions.Dispose();

    public void Dispose()
    {
        Unsubscribe();
        stream.Dispose();
    }
}
