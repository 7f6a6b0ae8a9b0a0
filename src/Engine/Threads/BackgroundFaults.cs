using System.Runtime.ExceptionServices;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Planning;

namespace Threadmill.Engine.Threads;

/// <summary>
/// Exceptions that escape where no thread of ours could catch them: threads that a workload started, <c>async void</c>, pool
/// items, finalizers. They are recorded and do not end the process.
/// </summary>
public static unsafe class BackgroundFaults
{
    private const int MaxKept = 1000;
    private static readonly Lock Gate = new();
    private static bool isCatching;
    private static Run? current;

    /// <summary>From now on, for the whole process, until the next run in it or <see cref="Release"/>.</summary>
    public static void Catch(JournalWriter journal, IReadOnlyList<PlannedThread> threads)
    {
        lock (Gate)
        {
            current = new(journal, threads);
            if (isCatching)
                return;
            isCatching = true;
        }
        // Can be set once in a process; a fault between two runs is still kept from ending it.
        ExceptionHandling.SetUnhandledExceptionHandler(e =>
        {
            Record(e);
            return true;
        });
        TaskScheduler.UnobservedTaskException += (_, e) =>
        {
            e.SetObserved();
            foreach (var inner in e.Exception.InnerExceptions)
                Record(inner);
        };
    }

    /// <summary>The journal is about to be closed: nothing is recorded in it any more.</summary>
    public static void Release()
    {
        lock (Gate)
            current = null;
    }

    private static void Record(Exception e)
    {
        lock (Gate)
            current?.Record(e);
    }

    private sealed class Run(JournalWriter journal, IReadOnlyList<PlannedThread> threads)
    {
        private int kept;

        public void Record(Exception e)
        {
            if (++kept > MaxKept)
                return;
            var thrower = threads.FirstOrDefault(t => journal.Slot(t.Index)->ManagedThreadId == Environment.CurrentManagedThreadId);
            journal.Append(new ExceptionFacts
            {
                Thread = thrower?.Index,
                Group = thrower?.Group,
                Cell = -1,
                Phase = FailurePhase.Background,
                Op = 0,
                Running = journal.CountRunning(),
                Thrown = ThrownText.Of(e),
            });
        }
    }
}
