using Threadmill.Engine.Journal;

namespace Threadmill.Engine.Threads;

/// <summary>What threads find out about their run: the first of a group that comes to a remark tells it, the others need not.</summary>
internal sealed class RunRemarks(JournalWriter journal)
{
    private readonly HashSet<(string Code, string Group)> told = [];

    public void Tell(DiagnosticSeverity severity, string code, string group, string message)
    {
        lock (told)
        {
            if (!told.Add((code, group)))
                return;
        }
        journal.Append(new DiagnosticFacts(severity, code, message));
    }
}
