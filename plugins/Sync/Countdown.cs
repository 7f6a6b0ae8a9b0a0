namespace Threadmill.Plugins.Sync;

/// <summary>Signals a <see cref="CountdownEvent"/> and waits until all threads of the group that still run have done so: one round per call.</summary>
[Workload("sync.countdown")]
public sealed class Countdown : IDisposable
{
    private readonly Latch latch;
    private readonly CancellationToken stop;
    private readonly Busy think;
    private long round;

    /// <param name="think">Busy time before each signal, such as <c>1us</c>; none by default.</param>
    public Countdown([Shared] Latch latch, WorkloadThread me, TimeSpan think = default)
    {
        this.latch = latch;
        this.think = new Busy(think, nameof(think));
        stop = me.StopToken;
        latch.Join();
    }

    [Operation]
    public long SignalAndWait()
    {
        think.Spend();
        long mine = round;
        latch.Signal(mine);
        round++;
        latch.Wait(mine, stop);
        return mine;
    }

    public void Dispose() => latch.Leave(round);
}
