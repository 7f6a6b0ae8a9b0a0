using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Threadmill.Engine.Metering;

/// <summary>The monotonic clock, in nanoseconds: CLOCK_MONOTONIC on Linux, so that readings of two processes of one machine compare.</summary>
public static class Clock
{
    private const long PerSecond = 1_000_000_000;

    private static readonly bool IsNanoseconds = Stopwatch.Frequency == PerSecond;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Now() => IsNanoseconds ? Stopwatch.GetTimestamp() : ToNs(Stopwatch.GetTimestamp(), Stopwatch.Frequency);

    /// <summary>Exact and without overflow for 292 years. (With 128 bits, no caller could be compiled before it is run.)</summary>
    /// <param name="perSecond">Ticks per second, at most 9 x 10^9.</param>
    internal static long ToNs(long ticks, long perSecond) =>
        (ticks / perSecond * PerSecond) + (ticks % perSecond * PerSecond / perSecond);
}
