using System.Collections.Immutable;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Threads;

/// <summary>
/// Starts the threads of a run. <see cref="Thread.Start()"/> returns only when the new thread has run its first
/// instructions, so many threads are started from several starters at once.
/// </summary>
internal sealed unsafe class ThreadStarter(ImmutableArray<LiveThread> threads, RunServices run)
{
    private const int FewThreads = 64;

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
            var starters = Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 2, 8))
                .Select(i => new Thread(StartUntilNoneIsLeft) { IsBackground = true, Name = $"starter-{i}" }).ToArray();
            Array.ForEach(starters, s => s.Start());
            Array.ForEach(starters, s => s.Join());
        }
        if (refused > 0)
            run.Journal.Append(new DiagnosticFacts(DiagnosticSeverity.Error, "threads",
                $"the system refused to start {refused} of {threads.Length} threads; the others ran"));
    }

    private void StartUntilNoneIsLeft()
    {
        for (var i = Interlocked.Increment(ref next) - 1; i < threads.Length; i = Interlocked.Increment(ref next) - 1)
        {
            if (!TryStart(threads[i]))
                Interlocked.Increment(ref refused);
        }
    }

    private bool TryStart(LiveThread thread)
    {
        var spec = thread.Planned.Spec.Spec;
        var body = new ThreadBody(thread, run);
        thread.Slot->State = ThreadPhase.Starting;
        thread.Slot->StartRequestedNs = Clock.Now();
        try
        {
            thread.Thread = new Thread(body.Run, (int)Math.Min(spec.StackSizeBytes ?? 0, int.MaxValue))
            {
                Name = thread.Planned.Name,
                IsBackground = true,
            };
            thread.Thread.Start();
            return true;
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
        {
            thread.Slot->Outcome = ThreadOutcome.NotStarted;
            thread.Slot->EndedNs = Clock.Now();
            run.Journal.Seal(thread.Planned.Index);
            thread.Shared.Leave();
            run.Line.Excuse();
            run.Ladder.Ended(thread);
            return false;
        }
    }
}
