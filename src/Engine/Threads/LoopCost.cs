using System.Runtime.InteropServices;
using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Threads;

/// <summary>What the measuring loop itself costs: the figure to hold every latency against.</summary>
internal static unsafe class LoopCost
{
    private const int CallsInBurst = 2_000;
    private const int Bursts = 8;

    /// <summary>What an empty call takes in the loop that times every one, clock and record included, in ns: the least of a few bursts.</summary>
    public static double OfTimedCallNs(LoopClock clock)
    {
        var operation = new TypedOperation<VoidCall>(new(Nothing), null);
        var cells = (long*)NativeMemory.AllocZeroed((nuint)Histogram.Cells, sizeof(long));
        try
        {
            var best = double.MaxValue;
            for (var burst = 0; burst < Bursts; burst++)
                best = Math.Min(best, BurstNs(operation, clock, cells));
            return best;
        }
        finally
        {
            NativeMemory.Free(cells);
        }
    }

    private static double BurstNs(Operation operation, LoopClock clock, long* cells)
    {
        using var never = new PaddedFlag();
        long published;
        var frame = new LoopFrame
        {
            UntilOps = CallsInBurst,
            UntilTicks = long.MaxValue,
            LastTicks = clock.Read(),
            Stop = never.Pointer,
            PhaseOver = never.Pointer,
            PublishedOps = &published,
            PublishedStart = &published,
            Histogram = cells,
            NsPerTickQ32 = clock.NsPerTickQ32,
            Every = 1,
        };
        var fromNs = Clock.Now();
        operation.RunTimed(ref frame, clock.IsTsc);
        return (Clock.Now() - fromNs) / (double)CallsInBurst;
    }

    private static void Nothing()
    {
    }
}
