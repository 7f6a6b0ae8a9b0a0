using Threadmill.Engine.Affinity;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Planning;

namespace Threadmill.Engine.Threads;

/// <summary>What all thread bodies of a run share.</summary>
internal sealed unsafe record RunServices(
    BoundPlan Plan,
    JournalWriter Journal,
    StartLine Line,
    IThreadPinning Pinning,
    StopLadder Ladder,
    FailurePolicy Failures,
    LoopClocks Clocks,
    Action<string, string>? Tell)
{
    /// <summary>A histogram that is never reported, for calls that are not counted; threads may write into it at once.</summary>
    public long* Scratch { get; } = (long*)System.Runtime.InteropServices.NativeMemory.AllocZeroed((nuint)Metering.Histogram.Cells, sizeof(long));

    public LoopClock ClockOf(ThreadSpec spec) => Clocks.Of(spec.Clock);
}
