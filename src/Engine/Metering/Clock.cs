using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Threadmill.Engine.Metering;

/// <summary>The monotonic clock, in nanoseconds: CLOCK_MONOTONIC on Linux, so that readings of two processes of one machine compare.</summary>
public static class Clock
{
    private static readonly bool IsNanoseconds = Stopwatch.Frequency == 1_000_000_000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Now() => IsNanoseconds
        ? Stopwatch.GetTimestamp()
        : (long)((UInt128)(ulong)Stopwatch.GetTimestamp() * 1_000_000_000 / (ulong)Stopwatch.Frequency);
}
