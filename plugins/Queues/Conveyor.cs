using System.Globalization;

namespace Threadmill.Plugins.Queues;

/// <summary>The queue of a group, with the books of what went in and what came out.</summary>
public sealed class Conveyor : IDisposable
{
    private const int BoundedCapacity = 1024;
    private const int UnboundedCapacity = 1_000_000;
    private readonly List<Tally> put = [];
    private readonly List<Tally> taken = [];
    private readonly int capacity;

    /// <param name="kind"><c>concurrent</c> (ConcurrentQueue), <c>blocking</c> (BlockingCollection), <c>channel</c> (bounded), <c>unbounded</c> (channel), <c>stack</c> (last in, first out), <c>priority</c> or <c>ring</c>; the same for both sides.</param>
    /// <param name="capacity">Items it holds, at least 1; 0: 1,024, or 1,000,000 for the unbounded kinds, whose producers look now and then and wait above it.</param>
    public Conveyor(QueueKind kind = QueueKind.Channel, int capacity = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        bool isBounded = kind is QueueKind.Blocking or QueueKind.Channel or QueueKind.Ring;
        this.capacity = capacity > 0 ? capacity : isBounded ? BoundedCapacity : UnboundedCapacity;
        Carrier = Carrier.Of(kind, this.capacity);
    }

    internal Carrier Carrier { get; }

    internal Side Producers { get; } = new("queue.produce");

    internal Side Consumers { get; } = new("queue.consume");

    /// <summary>How many more items may be put; not exact while the threads run.</summary>
    internal long Room => capacity - (Sum(put) - Sum(taken));

    internal Tally OpenPutTally() => Open(put);

    internal Tally OpenTakeTally() => Open(taken);

    /// <summary>Every item that was put was taken once or is still inside, and each consumer saw each producer's items in their order.</summary>
    [Check]
    public void NothingIsLostOrTwiceOrOutOfOrder()
    {
        var left = new Tally();
        while (Carrier.TryTake(out var item))
            left.Note(item);
        taken.Add(left);
        long lost = Sum(put) - Sum(taken);
        long unsure = put.Concat(taken).Sum(tally => tally.Unsure);
        if (Math.Abs(lost) > unsure)
            Fail(lost > 0 ? (FormattableString)$"{lost} of {Sum(put)} items were lost" : $"{-lost} items were taken twice");
        if (unsure == 0 && Fingerprints(put) != Fingerprints(taken))
            Fail($"of {Sum(put)} items some were lost and as many taken twice");
        long misplaced = taken.Sum(tally => tally.Misplaced);
        if (misplaced > 0)
            Fail($"{misplaced} of {Sum(taken)} items came out after a later one of the same producer");
    }

    public void Dispose()
    {
        Carrier.Dispose();
        Producers.Dispose();
        Consumers.Dispose();
    }

    private static Tally Open(List<Tally> tallies)
    {
        var tally = new Tally();
        lock (tallies)
            tallies.Add(tally);
        return tally;
    }

    private static long Sum(List<Tally> tallies)
    {
        long sum = 0;
        foreach (var tally in tallies)
            sum += tally.Count;
        return sum;
    }

    private static ulong Fingerprints(List<Tally> tallies) => tallies.Aggregate(0UL, (sum, tally) => sum + tally.Fingerprints);

    private static void Fail(FormattableString finding) =>
        throw new InvalidOperationException(finding.ToString(CultureInfo.InvariantCulture));
}
