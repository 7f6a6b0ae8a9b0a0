using Threadmill.Engine.Journal;

namespace Threadmill.Engine.Threads;

/// <summary>
/// One stretch of a measuring loop: what it may touch. All pointers are to memory that does not move. Lives on the stack of
/// the thread that loops, so that after an exception the catcher finds the exact counts in it.
/// </summary>
internal unsafe struct LoopFrame
{
    /// <summary>Calls that ended well: begins at <see cref="OpsBefore"/>.</summary>
    public long Ops;

    public long OpsBefore;

    /// <summary>In sampled stretches: the calls up to the next that is timed, or 0; what was made of them is not in <see cref="Ops"/> yet.</summary>
    public long Gap;

    /// <summary>How many of them are still to be made.</summary>
    public long GapLeft;

    /// <summary>The stretch ends when <see cref="Ops"/> has come to this.</summary>
    public long UntilOps;

    /// <summary>The stretch ends when the clock (in its own ticks) has passed this.</summary>
    public long UntilTicks;

    /// <summary>The end of the last call, in ticks; chained to the next one.</summary>
    public long LastTicks;

    /// <summary>Set to non-zero by others: the thread is asked to stop.</summary>
    public int* Stop;

    /// <summary>Set to non-zero by others: the group's phase is over.</summary>
    public int* PhaseOver;

    /// <summary>Where a journal reader sees <see cref="Ops"/>; a scratch cell in phases that do not count.</summary>
    public long* PublishedOps;

    /// <summary>Where a journal reader sees when the running call began.</summary>
    public long* PublishedStart;

    public long* Histogram;

    /// <summary>Nanoseconds per tick, 32 fraction bits.</summary>
    public ulong NsPerTickQ32;

    /// <summary>In sampled stretches: one call in this many is timed, at random gaps.</summary>
    public int Every;

    /// <summary>State of the generator of gaps (xorshift64); never 0.</summary>
    public ulong Random;

    /// <summary>In sampled stretches: the longest time between two samples beyond what its calls should have taken, in ns.</summary>
    public long LongestStallNs;

    /// <summary>In sampled stretches: what one call takes, in ns with 16 fraction bits; from calibration, or 0: from the first gap.</summary>
    public long TypicalNsQ16;

    public readonly bool IsOver => Volatile.Read(ref *Stop) != 0 || Volatile.Read(ref *PhaseOver) != 0 || Ops >= UntilOps;

    /// <summary>Calls of this stretch that ended well.</summary>
    public readonly long Ended => Ops + Untimed - OpsBefore;

    /// <summary>Calls that ended well and are not in <see cref="Ops"/> yet.</summary>
    public readonly long Untimed => Gap - GapLeft;

    /// <summary>How many calls to make untimed before the next sample: uniform from 0 to twice the mean, so that no period of the target is met.</summary>
    public long NextGap()
    {
        Random ^= Random << 13;
        Random ^= Random >> 7;
        Random ^= Random << 17;
        return (long)Math.BigMul(Random, (ulong)((2 * Every) - 1), out _);
    }

    /// <summary>A stall between two samples would be seen by no sample: what a gap took beyond its calls' usual time is kept.</summary>
    public void SeeStall(long gapNs, long calls)
    {
        if (TypicalNsQ16 == 0)
        {
            // Nobody calibrated: the first gap is what others are held against.
            TypicalNsQ16 = calls > 0 ? (gapNs << 16) / calls : 0;
            return;
        }
        var excess = gapNs - (calls * TypicalNsQ16 >> 16);
        if (excess > LongestStallNs)
            LongestStallNs = excess;
    }
}
