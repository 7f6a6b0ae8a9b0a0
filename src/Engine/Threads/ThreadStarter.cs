using System.Collections.Immutable;
using Threadmill.Engine.Affinity;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Topology;

namespace Threadmill.Engine.Threads;

/// <summary>
/// Starts the threads of a run; many of them by a shorter way and from several starters at once, since
/// <see cref="Thread.Start()"/> returns only when the new thread has run its first instructions.
/// </summary>
internal sealed unsafe class ThreadStarter(ImmutableArray<LiveThread> threads, RunServices run)
{
    private const int FewThreads = 64;

    /// <summary>More are not marked: compiling a frame for each would be felt.</summary>
    private const int MarkedThreads = 32;

    /// <summary>From so many on it is worth asking whether the process has room for them.</summary>
    private const int ManyThreads = 1_000;

    private readonly (int Limit, int Threads)? room = threads.Length >= ManyThreads ? MappingRoom.Read() : null;

    private ThreadReserve? reserve;
    private volatile bool isFull;
    private int next;
    private int refused;

    public void StartAll()
    {
        if (threads.Length <= FewThreads)
        {
            StartUntilNoneIsLeft();
        }
        else
        {
            using var last = reserve = new ThreadReserve();
            // The calling one is among them: the C library gives every other thread a heap that it extends page by page.
            var others = Enumerable.Range(1, Math.Clamp(Environment.ProcessorCount, 2, 8) - 1)
                .Select(i => new Thread(StartUntilNoneIsLeft) { IsBackground = true, Name = $"starter-{i}" }).ToArray();
            Array.ForEach(others, s => s.Start());
            StartUntilNoneIsLeft();
            Array.ForEach(others, s => s.Join());
        }
        if (refused > 0)
            run.Journal.Append(new DiagnosticFacts(DiagnosticSeverity.Error, "threads",
                $"the system has room for {threads.Length - refused} of {threads.Length} threads{(room is { } r && r.Threads == threads.Length - refused ? $" (vm.max_map_count is {r.Limit}, a thread takes 4)" : " (it refused the others: see ulimit -u and -v, and the control group's pids.max)")}; those ran"));
    }

    private void StartUntilNoneIsLeft()
    {
        for (var i = Interlocked.Increment(ref next) - 1; i < threads.Length; i = Interlocked.Increment(ref next) - 1)
        {
            // Once the system has refused a thread, what room there comes to be is others'.
            if (!(isFull || (room is { } r && i >= r.Threads) ? Refuse(threads[i]) : TryStart(threads[i])))
                Interlocked.Increment(ref refused);
        }
    }

    private bool TryStart(LiveThread thread)
    {
        var spec = thread.Planned.Spec.Spec;
        var body = new ThreadBody(thread, run);
        thread.Slot->State = ThreadPhase.Starting;
        var isStarted = threads.Length > FewThreads && spec.StackSizeBytes is null && NativeThread.IsAvailable ? TryStartNative(thread, body) : TryStart(thread, body, spec.StackSizeBytes ?? 0);
        if (isStarted)
            return true;
        isFull = true;
        reserve?.Release();
        return Refuse(thread);
    }

    private static bool TryStartNative(LiveThread thread, ThreadBody body)
    {
        thread.Slot->StartRequestedNs = Clock.Now();
        return NativeThread.TryStart(body.Run);
    }

    private bool TryStart(LiveThread thread, ThreadBody body, long stackBytes)
    {
        try
        {
            var start = run.IsWorker && threads.Length <= MarkedThreads ? ThreadMark.Around(body.Run, thread.Planned.Index) : body.Run;
            thread.Slot->StartRequestedNs = Clock.Now();
            new Thread(start, (int)Math.Min(stackBytes, int.MaxValue)) { IsBackground = true }.Start();
            return true;
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
        {
            return false;
        }
    }

    /// <summary>Counts the thread out of everything that waits for it. Always false.</summary>
    private bool Refuse(LiveThread thread)
    {
        thread.Slot->State = ThreadPhase.Starting;
        thread.Slot->Outcome = ThreadOutcome.NotStarted;
        thread.Slot->EndedNs = Clock.Now();
        run.Journal.Seal(thread.Planned.Index, thread.Planned.Spec.Spec.IsLoop);
        thread.LeaveRunIn();
        thread.LeaveCounting();
        if (thread.Planned.IndexInGroup == 0)
            thread.Shared.FirstIsDone();
        thread.Shared.Leave();
        run.Line.Excuse();
        run.Ladder.Ended(thread);
        return false;
    }
}
