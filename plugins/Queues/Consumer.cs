namespace Threadmill.Plugins.Queues;

/// <summary>Takes items from the queue that it shares with the <c>queue.produce</c> threads of its group; waits while it is empty.</summary>
[Workload("queue.consume")]
public sealed class Consumer : IDisposable
{
    private readonly Conveyor conveyor;
    private readonly Carrier carrier;
    private readonly Partner producers;
    private readonly Tally tally;
    private readonly int work;
    private readonly int batch;
    private PaddedCounts? next; // per lane, the least sequence number that is in order
    private ulong made;

    /// <param name="work">Steps of work on each item after it was taken, about 1 ns each; none by default.</param>
    /// <param name="batch">Items per call, at least 1.</param>
    public Consumer([Shared] Conveyor conveyor, WorkloadThread me, int work = 0, int batch = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(work);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        this.conveyor = conveyor;
        this.work = work;
        this.batch = batch;
        carrier = conveyor.Carrier;
        tally = conveyor.OpenTakeTally();
        producers = new Partner(conveyor.Producers, me.StopToken);
        conveyor.Consumers.Join();
    }

    /// <summary>What the work came to; read so that it is not optimised away.</summary>
    internal ulong Made => made;

    /// <returns>Items taken: fewer than a batch only once all producers have ended and nothing is left.</returns>
    [Operation]
    public int Consume()
    {
        for (int done = 0; done < batch; done++)
        {
            if (!Take(out var item))
                return done;
            Note(item);
            made += Work.On(item, work);
        }
        return batch;
    }

    public void Dispose()
    {
        conveyor.Consumers.Leave();
        producers.Dispose();
    }

    private bool Take(out Item item)
    {
        try
        {
            if (carrier.TryTake(out item))
                return true;
            producers.MustExist();
            item = carrier.Take(producers.Awaited);
            return true;
        }
        catch (OperationCanceledException) when (producers.HasLeft)
        {
            if (carrier.TryTake(out item)) // put by the last one just before it left
                return true;
            producers.Idle();
            return false;
        }
        catch (ThreadInterruptedException)
        {
            tally.NoteUnsure();
            throw;
        }
    }

    private void Note(Item item)
    {
        tally.Note(item);
        int lane = carrier.Lane(item);
        if (lane < 0)
            return;
        next ??= new PaddedCounts(conveyor.Producers.Joined * Item.Priorities);
        ref long least = ref next[lane];
        if (item.Sequence < least)
            tally.NoteMisplaced();
        least = Math.Max(least, item.Sequence + 1);
    }
}
