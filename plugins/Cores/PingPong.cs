using System.Runtime.InteropServices;

namespace Threadmill.Plugins.Cores;

/// <summary>
/// Two threads pass one cache line to and fro: each operation is one round trip, on either side. Pinned to two CPUs, half of
/// it is the latency from one to the other. More than two threads play in pairs, first with second, third with fourth.
/// </summary>
/// <remarks>
/// Waiting is spinning, without a pause; after some microseconds the CPU is offered to others, so that pairs that share a CPU go on.
/// The clock is read between two round trips; a C program that does so takes as long, one that does not about half.
/// </remarks>
[Workload("core.pingpong")]
public sealed class PingPong : IDisposable
{
    private const int SpinsBeforeYield = 16_384;
    private readonly Arena arena;
    private readonly WorkloadThread me;
    private readonly Patience patience;
    private Court? court;
    private Counts counts;

    public PingPong([Shared] Arena arena, WorkloadThread me)
    {
        this.arena = arena;
        this.me = me;
        patience = new Patience(me.StopToken);
        arena.Join(this, me.Index);
    }

    /// <summary>How often this thread has passed the line on.</summary>
    internal long Turns => counts.Turns;

    /// <returns>Round trips so far.</returns>
    [Operation]
    public long Play()
    {
        if (court is null)
            TakePlace();
        // At once, on both sides: what lies between two operations is then over while the line is on its way.
        if (Await(counts.Awaited))
        {
            Pass();
            counts.Awaited += 2;
        }
        return (counts.Awaited - 1) / 2;
    }

    public void Dispose() => (court ?? arena.Pairs.Find(me.Index).Court).Leave();

    private void TakePlace()
    {
        arena.Pairs.MustBeEven();
        (court, bool isFirst) = arena.Pairs.Find(me.Index);
        counts.Awaited = isFirst ? 2 : 1;
        if (isFirst)
            Pass();
    }

    private void Pass()
    {
        ref long turn = ref court!.Turn; // set by TakePlace
        counts.Turns++;
        Volatile.Write(ref turn, turn + 1);
    }

    /// <summary>False if the partner has left and will not answer.</summary>
    private bool Await(long turn)
    {
        ref long current = ref court!.Turn; // set by TakePlace
        while (true)
        {
            for (int spins = 0; spins < SpinsBeforeYield; spins++)
            {
                if (Volatile.Read(ref current) == turn)
                    return true;
            }
            me.StopToken.ThrowIfCancellationRequested();
            if (!court.HasPartner && Volatile.Read(ref current) != turn)
            {
                patience.Idle();
                return false;
            }
            Thread.Yield();
        }
    }

    /// <summary>128 bytes of distance to whatever the heap puts beside it: the court's line is the only one that moves between the two.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 272)]
    private struct Counts
    {
        [FieldOffset(128)]
        public long Turns;

        [FieldOffset(136)]
        public long Awaited;
    }
}
