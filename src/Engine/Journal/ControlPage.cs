using System.Runtime.InteropServices;

namespace Threadmill.Engine.Journal;

/// <summary>How supervisor and workers speak while a run is on. Each field has one writer; all are published with plain 8-byte or 4-byte stores.</summary>
[StructLayout(LayoutKind.Explicit, Size = JournalLayout.ControlBytes)]
public unsafe struct ControlPage
{
    public const int MaxWorkers = 512;
    public const int AliveOffset = 64;

    /// <summary>Written by the supervisor: why the run is asked to stop; 0 until then.</summary>
    [FieldOffset(0)] public int StopReason;

    /// <summary>Written by the supervisor: go up the stop ladder without waiting.</summary>
    [FieldOffset(4)] public int SkipGrace;

    /// <summary>Written by the supervisor: monotonic time of the common start of several workers; 0 until then.</summary>
    [FieldOffset(8)] public long ReleaseAtNs;

    /// <summary>Written by workers every few milliseconds: monotonic time at which one of them lived. Where nobody sees a run end, the last that is known of it.</summary>
    [FieldOffset(AliveOffset)] public long AliveNs;

    /// <summary>Each written by one worker: how far it is, a <see cref="WorkerStage"/>; only <see cref="WorkerStage.Looked"/> is the supervisor's answer.</summary>
    [FieldOffset(128)] public fixed int Stages[MaxWorkers];
}

/// <summary>How far a worker is.</summary>
public enum WorkerStage
{
    Loading,

    /// <summary>The plan is wrong; its problems are in the journal.</summary>
    Refused,
    Running,

    /// <summary>Threads that were asked to stop have not: they may be looked at before they are interrupted.</summary>
    Hanging,

    /// <summary>Somebody has looked.</summary>
    Looked,

    /// <summary>Threads were given up: their stacks may be looked at, then the worker is to be ended.</summary>
    Stuck,
    Ended,

    /// <summary>The plan needs another runtime, which the journal names: the worker is to be started again, on that.</summary>
    OtherRuntime,
}

/// <summary>A metric of a workload's own, on one thread.</summary>
[StructLayout(LayoutKind.Sequential, Size = JournalLayout.MetricBytes)]
public struct MetricCell
{
    public double Last;
    public double Sum;
    public double Min;
    public double Max;
    public long Count;

    /// <summary>By the owning thread only.</summary>
    public void Add(double value)
    {
        Min = Count == 0 ? value : Math.Min(Min, value);
        Max = Count == 0 ? value : Math.Max(Max, value);
        Last = value;
        Sum += value;
        Count++;
    }
}
