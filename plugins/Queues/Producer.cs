namespace Threadmill.Plugins.Queues;

/// <summary>Puts items into the queue that it shares with the <c>queue.consume</c> threads of its group; waits while it is full.</summary>
[Workload("queue.produce")]
public sealed class Producer : IDisposable
{
    private const int MinItemsBetweenLooks = 64;
    private readonly Conveyor conveyor;
    private readonly Carrier carrier;
    private readonly Partner consumers;
    private readonly Tally tally;
    private readonly int number;
    private readonly int work;
    private readonly int batch;
    private long nextLook;
    private ulong made;

    /// <param name="work">Steps of work on each item before it is put, about 1 ns each; none by default.</param>
    /// <param name="batch">Items per call, at least 1.</param>
    public Producer([Shared] Conveyor conveyor, WorkloadThread me, int work = 0, int batch = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(work);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        this.conveyor = conveyor;
        this.work = work;
        this.batch = batch;
        carrier = conveyor.Carrier;
        tally = conveyor.OpenPutTally();
        consumers = new Partner(conveyor.Consumers, me.StopToken);
        number = conveyor.Producers.Join();
    }

    /// <summary>What the work came to; read so that it is not optimised away.</summary>
    internal ulong Made => made;

    /// <returns>Items put: fewer than a batch only once all consumers have ended and there is no room.</returns>
    [Operation]
    public int Produce()
    {
        for (int done = 0; done < batch; done++)
        {
            var item = new Item(tally.Count, number);
            made += Work.On(item, work);
            if (!Put(item))
                return done;
        }
        return batch;
    }

    public void Dispose()
    {
        conveyor.Producers.Leave();
        consumers.Dispose();
    }

    private bool Put(Item item)
    {
        try
        {
            if (!carrier.IsBounded && item.Sequence >= nextLook)
                WaitForRoom();
            if (!carrier.TryPut(item))
            {
                consumers.MustExist();
                carrier.Put(item, consumers.Awaited);
            }
        }
        catch (OperationCanceledException) when (consumers.HasLeft)
        {
            consumers.Idle();
            return false;
        }
        catch (ThreadInterruptedException)
        {
            tally.NoteUnsure();
            throw;
        }
        tally.Note(item);
        return true;
    }

    /// <summary>Looks again after a while in which all producers together cannot fill more than a quarter of the room.</summary>
    private void WaitForRoom()
    {
        long room = conveyor.Room;
        for (var wait = new SpinWait(); room <= 0; room = conveyor.Room)
        {
            consumers.MustExist();
            consumers.Awaited.ThrowIfCancellationRequested();
            wait.SpinOnce();
        }
        nextLook = tally.Count + Math.Max(MinItemsBetweenLooks, room / 4 / conveyor.Producers.Joined);
    }
}
