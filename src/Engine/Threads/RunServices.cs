using System.Runtime.InteropServices;
using Threadmill.Engine.Affinity;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Planning;

namespace Threadmill.Engine.Threads;

/// <summary>What all thread bodies of a run share.</summary>
internal sealed unsafe class RunServices
{
    public required BoundPlan Plan { get; init; }
    public required JournalWriter Journal { get; init; }
    public required StartLine Line { get; init; }
    public required IThreadPinning Pinning { get; init; }
    public required StopLadder Ladder { get; init; }
    public required FailurePolicy Failures { get; init; }
    public required LoopClocks Clocks { get; init; }

    /// <summary>The process is not the user's own.</summary>
    public bool IsWorker { get; init; }

    /// <summary>Takes a thread's name and a step of its life, on that thread.</summary>
    public Action<string, string>? Tell { get; init; }

    public RunObjects? Objects { get; init; }

    public required RunRemarks Remarks { get; init; }

    /// <summary>What the process spent while calls were counted.</summary>
    public CountedMeter Counted { get; } = new();

    /// <summary>A histogram that is never reported, for calls that are not counted; threads may write into it at once. Lives as long as the process.</summary>
    public long* Scratch { get; } = (long*)NativeMemory.AllocZeroed((nuint)Histogram.Cells, sizeof(long));

    public LoopClock ClockOf(ThreadSpec spec) => Clocks.Of(spec.Clock);
}
