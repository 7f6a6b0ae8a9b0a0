using System.Diagnostics;
using System.Runtime.CompilerServices;
using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Threads;

/// <summary>A clock as a type, so that a loop reads it without a call through a table.</summary>
internal unsafe interface ITicks
{
    static abstract long Read();

    /// <param name="scaleQ32">Nanoseconds per tick, 32 fraction bits.</param>
    static abstract long ToNs(long ticks, ulong scaleQ32);

    /// <summary>Counts a call that took so many ticks.</summary>
    static abstract void Record(long* cells, long ticks, ulong scaleQ32);
}

internal unsafe struct MonotonicTicks : ITicks
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Read() => Stopwatch.GetTimestamp();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ToNs(long ticks, ulong scaleQ32) => scaleQ32 == 1UL << 32 ? ticks : Scaled.Q32((ulong)ticks, scaleQ32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Record(long* cells, long ticks, ulong scaleQ32) => Histogram.Record(cells, ToNs(ticks, scaleQ32));
}

internal unsafe struct TscTicks : ITicks
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Read() => TimeStampCounter.Read();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ToNs(long ticks, ulong scaleQ32) => Scaled.Q32((ulong)ticks, scaleQ32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Record(long* cells, long ticks, ulong scaleQ32)
    {
        if (!Scaled.IsShort((ulong)ticks, scaleQ32))
            RecordLong(cells, ticks, scaleQ32);
        else
            Histogram.RecordShort(cells, Scaled.Short((ulong)ticks, scaleQ32));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RecordLong(long* cells, long ticks, ulong scaleQ32) => Histogram.Record(cells, ToNs(ticks, scaleQ32));
}

/// <summary>Products with 32 fraction bits, rounded down.</summary>
internal static class Scaled
{
    public static long Q32(ulong value, ulong scaleQ32) => IsShort(value, scaleQ32) ? Short(value, scaleQ32) : Long(value, scaleQ32);

    /// <summary>One multiplication will do: both factors have 32 bits, as the ticks of less than a second have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsShort(ulong value, ulong scaleQ32) => (value | scaleQ32) <= uint.MaxValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Short(ulong value, ulong scaleQ32) => (uint)((value * scaleQ32) >> 32);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Long(ulong value, ulong scaleQ32)
    {
        var high = Math.BigMul(value, scaleQ32, out var low);
        return (long)((high << 32) | (low >> 32));
    }
}
