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
    private static int kept;

    /// <summary>From now on, for the whole process; can be done once.</summary>
    public static void Catch(JournalWriter journal, IReadOnlyList<PlannedThread> threads)
    {
        ExceptionHandling.SetUnhandledExceptionHandler(e =>
        {
            Record(journal, threads, e);
            return true;
        });
        TaskScheduler.UnobservedTaskException += (_, e) =>
        {
            e.SetObserved();
            foreach (var inner in e.Exception.InnerExceptions)
                Record(journal, threads, inner);
        };
    }

    private static void Record(JournalWriter journal, IReadOnlyList<PlannedThread> threads, Exception e)
    {
        if (Interlocked.Increment(ref kept) > MaxKept)
            return;
        var thrower = threads.FirstOrDefault(t => journal.Slot(t.Index)->ManagedThreadId == Environment.CurrentManagedThreadId);
        journal.Append(new ExceptionFacts
        {
            Thread = thrower?.Index,
            Group = thrower?.Group,
            Cell = -1,
            Phase = FailurePhase.Background,
            Op = 0,
            Thrown = ThrownText.Of(e),
        });
    }
}
