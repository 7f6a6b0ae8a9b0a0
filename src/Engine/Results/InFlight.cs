using System.Collections.Immutable;
using Threadmill.Engine.Journal;

namespace Threadmill.Engine.Results;

/// <summary>What the threads of a worker were at when it died.</summary>
internal static class InFlight
{
    private const int MaxTold = 10;

    /// <summary>The thread of these groups that is known to have ended their process.</summary>
    public static int? Culprit(JournalContents journal, ImmutableArray<string> groups) =>
        journal.Run!.Threads.Where(t => groups.Contains(t.Group) && journal.Slots[t.Index].Slot.EndedProcess == 1).Select(t => (int?)t.Index).FirstOrDefault();

    public static IEnumerable<DiagnosticFacts> Tell(JournalContents journal, IEnumerable<ThreadReading> threads)
    {
        foreach (var exit in journal.WorkerExits.Where(w => w.CrashText is not null || w.LimitHit is not null))
        {
            var open = threads.Where(t => exit.Groups.Contains(t.Facts.Group) && t.Facts.Target is not null && t.Slot.State is not (ThreadPhase.NotStarted or ThreadPhase.Ended) && t.Slot.Outcome != ThreadOutcome.NotStarted).ToArray();
            if (open.Length > 0)
                yield return new(DiagnosticSeverity.Error, "crash",
                    $"when worker {exit.Pid} ended, {string.Join("; ", open.Take(MaxTold).Select(Doing))}{(open.Length > MaxTold ? $"; and {open.Length - MaxTold} more threads were not done" : "")}");
        }
    }

    private static string Doing(ThreadReading thread) => $"'{thread.Facts.Name}' was {thread.Slot switch
    {
        { State: ThreadPhase.Starting } => "about to start",
        { State: ThreadPhase.SettingUp } => "being set up",
        { State: ThreadPhase.Arrived } => "at the start line",
        { State: ThreadPhase.TearingDown } => "ending",
        { SamplingEvery: > 1 } slot => $"in or soon after call {Call(slot)}{Phase(thread)}",
        var slot => $"in call {Call(slot)}{Phase(thread)}",
    }}";

    private static long Call(ThreadSlot slot) => slot.WarmupOps + slot.Ops + slot.Errors + slot.RunOutOps + 1;

    private static string Phase(ThreadReading thread) =>
        $" of {thread.Facts.Target}{(thread.Facts.IsLoop && thread.Slot.CountedFromNs == 0 ? ", warming up" : thread.Slot.RunOutOps > 0 ? ", running out" : "")}";
}
