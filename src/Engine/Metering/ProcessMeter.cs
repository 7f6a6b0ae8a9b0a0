using System.Collections.Immutable;

namespace Threadmill.Engine.Metering;

/// <summary>What the whole process has gone through so far; differences of two readings are what matters.</summary>
/// <param name="GcCollections">Per generation.</param>
/// <param name="CpuNs">User and system time of all threads.</param>
public sealed record ProcessMeter(ImmutableArray<int> GcCollections, long GcPauseNs, long LockContentions, long CpuNs)
{
    public static ProcessMeter Read() => new(
        PerGeneration(GC.CollectionCount),
        (long)GC.GetTotalPauseDuration().TotalNanoseconds,
        Monitor.LockContentionCount,
        (long)Environment.CpuUsage.TotalTime.TotalNanoseconds);

    public static ProcessMeter operator -(ProcessMeter to, ProcessMeter from) => new(
        PerGeneration(generation => to.GcCollections[generation] - from.GcCollections[generation]),
        to.GcPauseNs - from.GcPauseNs,
        to.LockContentions - from.LockContentions,
        to.CpuNs - from.CpuNs);

    private static ImmutableArray<int> PerGeneration(Func<int, int> count)
    {
        var counts = new int[GC.MaxGeneration + 1];
        for (var generation = 0; generation < counts.Length; generation++)
            counts[generation] = count(generation);
        return [.. counts];
    }
}
