using Threadmill.Engine.Journal;

namespace Threadmill.Engine.Threads;

/// <summary>What one thread reported of its own: last, sum, min, max and count per name, kept in the journal. Used by its own thread only.</summary>
internal sealed class MetricLog(JournalWriter journal, int thread)
{
    private readonly Dictionary<string, int> cells = [];

    public unsafe void Report(string metric, double value)
    {
        if (!cells.TryGetValue(metric, out var cell))
        {
            cell = cells.Count;
            if (cell == journal.Shape.MetricCells)
                return;
            cells.Add(metric, cell);
            journal.Append(new MetricFacts(thread, cell, metric));
            if (cell == journal.Shape.MetricCells - 1)
                journal.Append(new DiagnosticFacts(DiagnosticSeverity.Warning, "metrics",
                    $"thread {thread} reports more than {cell + 1} metrics; later ones are dropped"));
        }
        journal.Metric(thread, cell)->Add(value);
    }
}
