using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Threadmill.Engine.Journal;

/// <summary>
/// What is measured of one thread, written in place with plain stores by that thread alone (the first line of fields: by the
/// starter, before the thread exists). Times are nanoseconds of the monotonic clock, comparable between processes of one
/// machine; -1 is «not known». 1,024 bytes, a multiple of the 128 that two neighbouring threads must be apart.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = ByteSize)]
public struct ThreadSlot
{
    public const int ByteSize = 1024;
    public const int CrcOffset = 1016;

    // Who and how it went: written a few times in the thread's life.
    [FieldOffset(0)] public ThreadPhase State;
    [FieldOffset(4)] public ThreadOutcome Outcome;
    [FieldOffset(8)] public long StartRequestedNs;
    [FieldOffset(16)] public long FirstInstructionNs;
    [FieldOffset(24)] public long ArrivedNs;
    [FieldOffset(32)] public long CountedFromNs;
    [FieldOffset(40)] public long CountedToNs;
    [FieldOffset(48)] public long EndedNs;
    [FieldOffset(56)] public long OsThreadId;
    [FieldOffset(64)] public int ManagedThreadId;
    [FieldOffset(68)] public PinState Pin;
    [FieldOffset(72)] public int SamplingEvery;
    [FieldOffset(76)] public StopReason StoppedBy;

    /// <summary>1: this thread is known to have ended the process. Written by itself, or by the supervisor once the process is gone.</summary>
    [FieldOffset(80)] public int EndedProcess;

    // The running count, stored per op: a line of its own.
    [FieldOffset(128)] public long Ops;
    [FieldOffset(136)] public long Errors;
    [FieldOffset(144)] public long WarmupOps;
    [FieldOffset(152)] public long RunOutOps;
    [FieldOffset(160)] public long Calls;
    [FieldOffset(168)] public long CallStartedNs;
    [FieldOffset(176)] public long WarmupNs;
    [FieldOffset(184)] public long BacklogOps;
    [FieldOffset(192)] public long LongestStallNs;
    [FieldOffset(200)] public long WakeUpErrorNs;

    // Meters over the counted part (differences of two snapshots).
    [FieldOffset(256)] public long UserNs;
    [FieldOffset(264)] public long SystemNs;
    [FieldOffset(272)] public long RunQueueWaitNs;
    [FieldOffset(280)] public long VoluntarySwitches;
    [FieldOffset(288)] public long InvoluntarySwitches;
    [FieldOffset(296)] public long MinorFaults;
    [FieldOffset(304)] public long MajorFaults;
    [FieldOffset(312)] public long AllocatedBytes;
    [FieldOffset(320)] public long CpuMoves;
    [FieldOffset(328)] public int FirstCpu;
    [FieldOffset(332)] public int LastCpu;
    [FieldOffset(336)] public int HasSeenCpu;

    /// <summary>CRC-32 of all of the thread's other bytes, see <see cref="ThreadSeal"/>; stored when it has ended, 0 while it is open.</summary>
    [FieldOffset(CrcOffset)] public uint Crc;
    [FieldOffset(1020)] public int IsSealed;
}

/// <summary>Where a thread is in its life; also the phase in which it was when its process died.</summary>
public enum ThreadPhase
{
    NotStarted,
    Starting,
    SettingUp,
    Arrived,
    WarmingUp,
    Running,
    RunningOut,
    TearingDown,
    Ended,
}

/// <summary>How a thread ended; <see cref="Open"/> until then.</summary>
public enum ThreadOutcome
{
    Open,
    Completed,
    Faulted,
    Canceled,
    TimedOut,
    Abandoned,
    Crashed,
    NotStarted,
}

public enum PinState
{
    NotAsked,
    Verified,
    NotVerified,
}

/// <summary>The first reason for which a thread was asked to stop.</summary>
[JsonConverter(typeof(CamelCase<StopReason>))]
public enum StopReason
{
    None,
    Timeout,
    Deadline,
    Interrupt,
    Terminate,
    HangUp,
    Policy,
    Abort,
    LastThreadEnded,
    LimitHit,

    /// <summary>One grace after its own duration a thread had not ended.</summary>
    Overdue,

    /// <summary>All threads of its group have finished their counted part.</summary>
    Finished,
}
