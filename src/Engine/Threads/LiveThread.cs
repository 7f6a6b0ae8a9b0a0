using Threadmill.Engine.Journal;
using Threadmill.Engine.Planning;

namespace Threadmill.Engine.Threads;

/// <summary>A planned thread while it lives: what its body, the starter and the stop ladder know of each other.</summary>
internal sealed unsafe class LiveThread(PlannedThread planned, JournalWriter journal, StopScope stop, SharedState shared)
{
    private volatile Thread? thread;
    private int hasEnded;
    private volatile bool wasInterrupted;
    private bool hasLeftRunIn;
    private bool hasLeftCounting;

    public PlannedThread Planned { get; } = planned;

    public StopScope Stop { get; } = stop;

    public SharedState Shared { get; } = shared;

    public ExceptionLog Errors { get; } = new(journal, planned.Index, planned.Group);

    /// <summary>In the journal's memory; written by the starter until the thread runs, then by the thread alone.</summary>
    public ThreadSlot* Slot { get; } = journal.Slot(planned.Index);

    /// <summary>An exception ended it. Set by the thread itself.</summary>
    public bool IsFaulted { get; set; }

    /// <summary>It ended because it was asked to, before its own end. Set by the thread itself.</summary>
    public bool IsCutShort { get; set; }

    /// <summary>Given up by the ladder; it may still run.</summary>
    public bool IsAbandoned { get; set; }

    public bool HasEnded => Volatile.Read(ref hasEnded) != 0;

    /// <summary>Where it waits for the others of the run to be warm; null: it does not.</summary>
    public WarmGate? Gate { get; init; }

    /// <summary>The group's common load; null where threads are not kept together: called once, by number, by rate, daemons.</summary>
    public GroupPace? Pace { get; init; }

    /// <summary>Who of its spec begins to warm up; null where each thread has a CPU.</summary>
    public Forerunner? Forerunner { get; init; }

    /// <summary>It is warm, or will never be: the others need not wait for it. Called by the thread itself, however it ends; by the starter if it never begins.</summary>
    public void LeaveRunIn()
    {
        if (!hasLeftRunIn)
            Gate?.Warmed();
        hasLeftRunIn = true;
    }

    /// <summary>Its counted part is over, or will never be. Called by the thread itself, however it ends; by the starter if it never begins.</summary>
    public void LeaveCounting()
    {
        if (!hasLeftCounting)
            Pace?.Finished();
        hasLeftCounting = true;
    }

    /// <summary>Any thread. True the first time only.</summary>
    public bool TryEnd() => Interlocked.Exchange(ref hasEnded, 1) == 0;

    /// <summary>Called by the thread itself, before all else.</summary>
    public void Begin()
    {
        thread = Thread.CurrentThread;
        Interlocked.MemoryBarrier();
        if (wasInterrupted)
            thread.Interrupt();
    }

    /// <summary>Wakes the thread from a sleep, wait or lock, now or once it begins; what it does with that is its own affair.</summary>
    public void Interrupt()
    {
        wasInterrupted = true;
        Interlocked.MemoryBarrier();
        thread?.Interrupt();
    }

    /// <summary>True for what a thread may throw once it was asked to stop.</summary>
    public bool IsNormalEnd(Exception e) =>
        (e is OperationCanceledException && Stop.IsRequested) || (e is ThreadInterruptedException && wasInterrupted);
}
