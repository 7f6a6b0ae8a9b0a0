namespace Threadmill.Plugins.Sync;

/// <summary>Waits at a <see cref="Barrier"/> until all threads of the group that still run have arrived: one phase per call.</summary>
[Workload("sync.barrier")]
public sealed class BarrierCrossing : IDisposable
{
    private readonly Crossing crossing;
    private readonly CancellationToken stop;
    private readonly Busy think;

    /// <param name="think">Busy time before each arrival, such as <c>1us</c>; none by default.</param>
    public BarrierCrossing([Shared] Crossing crossing, WorkloadThread me, TimeSpan think = default)
    {
        this.crossing = crossing;
        this.think = new Busy(think, nameof(think));
        stop = me.StopToken;
        crossing.Join();
    }

    [Operation]
    public long Cross()
    {
        think.Spend();
        return crossing.Cross(stop);
    }

    public void Dispose() => crossing.Leave();
}
