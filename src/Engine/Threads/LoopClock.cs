using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Threads;

/// <summary>The clock that a spec's loops stamp with, in its own ticks.</summary>
/// <param name="NsPerTickQ32">Nanoseconds per tick, 32 fraction bits.</param>
/// <param name="ReadNs">What one reading costs.</param>
public sealed record LoopClock(bool IsTsc, ulong NsPerTickQ32, double ReadNs)
{
    public long Read() => IsTsc ? TscTicks.Read() : MonotonicTicks.Read();

    public long TicksOf(long ns) => (long)((decimal)ns * (1L << 32) / NsPerTickQ32);

    public long NsOf(long ticks) => TscTicks.ToNs(ticks, NsPerTickQ32);

    /// <summary>The tick at which a span from now ends; <see cref="TimeSpan.MaxValue"/> never does.</summary>
    public long After(TimeSpan span) => span == TimeSpan.MaxValue ? long.MaxValue : Read() + TicksOf(span.Ticks * TimeSpan.NanosecondsPerTick);
}
