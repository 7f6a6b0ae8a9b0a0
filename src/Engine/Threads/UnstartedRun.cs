using Threadmill.Engine.Journal;
using Threadmill.Engine.Planning;

namespace Threadmill.Engine.Threads;

/// <summary>
/// A run whose process ended before it had bound the plan: a plugin took it down, or hung, while it was loaded. It has a
/// result too: of its plan, with no thread started.
/// </summary>
public static class UnstartedRun
{
    /// <summary>The same journal with the run's facts as its plan tells them, where no worker came to write them.</summary>
    public static JournalContents Complete(JournalContents journal)
    {
        if (journal.Run is not null || journal.Plan is not { } facts)
            return journal;
        var plan = PlanDraft.Compose([], PlanWords.Read(facts.Plan), [], []);
        return journal with
        {
            Run = RunRecord.Of(PlanCheck.Unbound(plan), RunOrigin.Of(facts), Machine.Read(), new LoopClocks()),
            Diagnostics = [new(DiagnosticSeverity.Error, "load", $"no thread was started: the process ended, or was ended, while it loaded the plugins and read their arguments ({How(journal)})"), .. journal.Diagnostics],
        };
    }

    private static string How(JournalContents journal) => journal.WorkerExits.FirstOrDefault() switch
    {
        { LimitHit: { } limit } => $"it hit the limit on {limit}",
        { Signal: { } signal } => $"signal {signal}",
        { ExitCode: { } code } => $"exit code {code}",
        null when !journal.Rungs.Any() => "nobody saw its end",
        _ => "it did not get ready in time",
    };
}
