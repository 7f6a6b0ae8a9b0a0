using System.Diagnostics;
using System.Runtime.CompilerServices;
using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Threads;

/// <summary>A clock as a type, so that a loop reads it without a call through a table.</summary>
internal interface ITicks
{
    static abstract long Read();

    /// <param name="scaleQ32">Nanoseconds per tick, 32 fraction bits.</param>
    static abstract long ToNs(long ticks, ulong scaleQ32);
}

internal struct MonotonicTicks : ITicks
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Read() => Stopwatch.GetTimestamp();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ToNs(long ticks, ulong scaleQ32) => scaleQ32 == 1UL << 32 ? ticks : (long)Math.BigMul((ulong)ticks, scaleQ32, out var low) << 32 | (long)(low >> 32);
}

internal struct TscTicks : ITicks
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Read() => TimeStampCounter.Read();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ToNs(long ticks, ulong scaleQ32) => (long)((Math.BigMul((ulong)ticks, scaleQ32, out var low) << 32) | (low >> 32));
}
