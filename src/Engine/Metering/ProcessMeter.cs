using System.Collections.Immutable;

namespace Threadmill.Engine.Metering;

/// <summary>What the whole process has gone through so far; differences of two readings are what matters.</summary>
/// <param name="GcCollections">Per generation.</param>
public sealed record ProcessMeter(ImmutableArray<int> GcCollections, long GcPauseNs, long LockContentions)
{
    public static ProcessMeter Read() => new(
        [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount)],
        (long)GC.GetTotalPauseDuration().TotalNanoseconds,
        Monitor.LockContentionCount);

    public static ProcessMeter operator -(ProcessMeter to, ProcessMeter from) => new(
        [.. to.GcCollections.Zip(from.GcCollections, (t, f) => t - f)],
        to.GcPauseNs - from.GcPauseNs,
        to.LockContentions - from.LockContentions);
}
