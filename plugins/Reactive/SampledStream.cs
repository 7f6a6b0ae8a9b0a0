using System.Globalization;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Threadmill.Plugins.Reactive;

/// <summary>Back-pressure with loss: of a fast stream a slow observer gets the latest item at set times, and no others.</summary>
/// <remarks>Metrics: <c>samples</c> and <c>items/sample</c>, at the end.</remarks>
[Workload("rx.sample")]
public sealed class SampledStream : IDisposable
{
    private readonly WorkloadThread me;
    private readonly Subject<long> stream = new();
    private readonly IDisposable subscription;
    private readonly Lock gate = new();
    private long sent;
    private long samples, last, wrong;

    /// <param name="interval">From one sample to the next; 10 ms by default.</param>
    public SampledStream(WorkloadThread me, TimeSpan? interval = null)
    {
        var time = interval ?? TimeSpan.FromMilliseconds(10);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, nameof(interval));
        this.me = me;
        subscription = stream.Sample(time).Subscribe(Receive);
    }

    /// <summary>Samples taken so far.</summary>
    internal long Samples
    {
        get
        {
            lock (gate)
                return samples;
        }
    }

    /// <returns>Items sent.</returns>
    [Operation]
    public long Send()
    {
        Volatile.Write(ref sent, sent + 1);
        stream.OnNext(sent);
        return sent;
    }

    /// <summary>Each sample is an item that was sent, and a later one than the sample before.</summary>
    [Check]
    public void SamplesAreItemsInOrder()
    {
        lock (gate)
        {
            if (wrong > 0)
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{wrong} of {samples} samples were old or not yet sent"));
        }
    }

    public void Dispose()
    {
        subscription.Dispose();
        stream.Dispose();
        long taken = Samples;
        me.Report("samples", taken);
        if (taken > 0)
            me.Report("items/sample", (double)sent / taken);
    }

    /// <summary>On a thread of the pool.</summary>
    internal void Receive(long item)
    {
        lock (gate)
        {
            samples++;
            if (item <= last || item > Volatile.Read(ref sent))
                wrong++;
            last = item;
        }
    }
}
