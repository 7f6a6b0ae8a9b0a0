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
    public static long ToNs(long ticks, ulong scaleQ32) => scaleQ32 == 1UL << 32 ? ticks : Scaled.Q32((ulong)ticks, scaleQ32);
}

internal struct TscTicks : ITicks
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Read() => TimeStampCounter.Read();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ToNs(long ticks, ulong scaleQ32) => Scaled.Q32((ulong)ticks, scaleQ32);
}

internal static class Scaled
{
    /// <summary>A product with 32 fraction bits, rounded down. One multiplication where both factors have 32 bits, as the ticks of less than a second have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Q32(ulong value, ulong scaleQ32) => (value | scaleQ32) <= uint.MaxValue
        ? (long)((value * scaleQ32) >> 32)
        : Long(value, scaleQ32);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Long(ulong value, ulong scaleQ32)
    {
        var high = Math.BigMul(value, scaleQ32, out var low);
        return (long)((high << 32) | (low >> 32));
    }
}
