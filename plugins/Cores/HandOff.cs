using System.Diagnostics;

namespace Threadmill.Plugins.Cores;

/// <summary>
/// How long a thread takes from being woken by another to running, as schbench measures it: two threads wake each other in
/// turn by semaphores, each taking the time just before it does. More than two threads play in pairs.
/// </summary>
/// <remarks>Metric: <c>wakeup ns</c> of each call. One operation is one wake-up and one hand-off, on either side.</remarks>
[Workload("core.handoff")]
public sealed class HandOff : IDisposable
{
    private readonly RelayTrack track;
    private readonly WorkloadThread me;
    private readonly Patience patience;
    private readonly long pauseTicks;
    private CancellationTokenSource? awaited;
    private Relay? relay;
    private bool isFirst;

    /// <param name="pause">Busy time before each hand-off, so that the partner is asleep by then and not still spinning; 50 us by default.</param>
    public HandOff([Shared] RelayTrack track, WorkloadThread me, TimeSpan? pause = null)
    {
        var time = pause ?? TimeSpan.FromMicroseconds(50);
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, nameof(pause));
        this.track = track;
        this.me = me;
        pauseTicks = (long)(time.TotalSeconds * Stopwatch.Frequency);
        patience = new Patience(me.StopToken);
        track.Join(this, me.Index);
    }

    /// <summary>Times this thread woke its partner.</summary>
    internal long Given { get; private set; }

    /// <summary>Times it was woken.</summary>
    internal long Taken { get; private set; }

    /// <returns>Times this thread was woken.</returns>
    [Operation]
    public long Run()
    {
        if (relay is null)
            TakePlace();
        if (isFirst && Given == Taken)
            Give();
        if (Take() && !isFirst)
            Give();
        return Taken;
    }

    public void Dispose()
    {
        (relay ?? track.Pairs.Find(me.Index).Court).Leave();
        awaited?.Dispose();
    }

    private void TakePlace()
    {
        track.Pairs.MustBeEven();
        (relay, isFirst) = track.Pairs.Find(me.Index);
        awaited = CancellationTokenSource.CreateLinkedTokenSource(me.StopToken, relay.Left);
    }

    private void Give()
    {
        long until = Stopwatch.GetTimestamp() + pauseTicks;
        while (Stopwatch.GetTimestamp() < until)
        {
        }
        Given++;
        relay!.ReleasedAt = Stopwatch.GetTimestamp(); // relay and awaited are set by TakePlace
        relay.Gate(!isFirst).Release();
    }

    /// <summary>False if the partner has left and will not hand over any more.</summary>
    private bool Take()
    {
        var gate = relay!.Gate(isFirst);
        try
        {
            if (!gate.Wait(0, CancellationToken.None))
                gate.Wait(awaited!.Token);
        }
        catch (OperationCanceledException) when (!me.StopToken.IsCancellationRequested)
        {
            if (!gate.Wait(0, CancellationToken.None)) // handed over just before it left
            {
                patience.Idle();
                return false;
            }
        }
        long late = Stopwatch.GetTimestamp() - relay.ReleasedAt;
        Taken++;
        me.Report("wakeup ns", late * (1e9 / Stopwatch.Frequency));
        return true;
    }
}
