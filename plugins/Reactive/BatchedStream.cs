using System.Globalization;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Threadmill.Plugins.Reactive;

/// <summary>Back-pressure without loss: a fast stream is handed to a slow observer in buffers, by number or by time.</summary>
/// <remarks>Metrics: <c>buffers</c> and <c>items/buffer</c>, at the end.</remarks>
[Workload("rx.buffer")]
public sealed class BatchedStream : IDisposable
{
    private readonly WorkloadThread me;
    private readonly Subject<long> stream = new();
    private readonly IDisposable subscription;
    private readonly Lock gate = new();
    private long sent, sentSum;
    private long received, receivedSum, buffers, misplaced;
    private bool isClosed;

    /// <param name="count">Items that fill a buffer, at least 1.</param>
    /// <param name="time">A buffer is handed over after so long even if it is not full; by default only when it is.</param>
    public BatchedStream(WorkloadThread me, int count = 100, TimeSpan? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (time is { } given)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(given, TimeSpan.Zero, nameof(time));
        this.me = me;
        subscription = (time is { } limit ? stream.Buffer(limit, count) : stream.Buffer(count)).Subscribe(Receive);
    }

    /// <summary>Items that came in buffers.</summary>
    internal long Received
    {
        get
        {
            lock (gate)
                return received;
        }
    }

    /// <returns>Items sent.</returns>
    [Operation]
    public long Send()
    {
        sentSum += ++sent;
        stream.OnNext(sent);
        return sent;
    }

    /// <summary>Closes the stream, which hands over the last buffer; then every item has come once, and in order.</summary>
    [Check]
    public void NothingIsLost()
    {
        Close();
        lock (gate)
        {
            if (received != sent || receivedSum != sentSum || misplaced > 0)
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"of {sent} items {received} came, {misplaced} of them out of order"));
        }
    }

    public void Dispose()
    {
        Close();
        if (buffers > 0)
        {
            me.Report("buffers", buffers);
            me.Report("items/buffer", (double)received / buffers);
        }
        subscription.Dispose();
        stream.Dispose();
    }

    private void Close()
    {
        if (isClosed)
            return;
        isClosed = true;
        stream.OnCompleted();
    }

    /// <summary>With a time some buffers come on a thread of the pool, one at a time.</summary>
    internal void Receive(IList<long> buffer)
    {
        lock (gate)
        {
            if (buffer.Count > 0)
                buffers++;
            foreach (long item in buffer)
            {
                if (item != ++received)
                    misplaced++;
                receivedSum += item;
            }
        }
    }
}
