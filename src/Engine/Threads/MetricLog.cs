using Threadmill.Engine.Journal;

namespace Threadmill.Engine.Threads;

/// <summary>
/// What one thread reported of its own: last, sum, min, max and count per name, kept in the journal. Calls that do not count
/// leave no trace in it; what is reported before the first call and after the last one stays. Used by its own thread only.
/// </summary>
internal sealed unsafe class MetricLog(JournalWriter journal, int thread)
{
    private readonly Dictionary<string, int> cells = [];
    private readonly ThreadSlot* slot = journal.Slot(thread);
    private MetricCell[]? beforeWork;
    private string? latest;
    private MetricCell* latestCell;
    private bool isMuted;

    public void Report(string metric, double value)
    {
        // A task that outlives the thread may still report: what is sealed stays as it is.
        if (isMuted || slot->IsSealed != 0)
            return;
        // Most workloads report one metric, by one literal: no need to look it up.
        if (!ReferenceEquals(metric, latest))
        {
            latestCell = CellOf(metric);
            latest = metric;
        }
        if (latestCell is not null)
            latestCell->Add(value);
    }

    /// <summary>The first call, counted or not, comes next.</summary>
    public void WorkBegins()
    {
        beforeWork = new MetricCell[cells.Count];
        for (var cell = 0; cell < beforeWork.Length; cell++)
            beforeWork[cell] = *journal.Metric(thread, cell);
    }

    /// <summary>Forgets what uncounted calls reported.</summary>
    public void CountingBegins()
    {
        if (beforeWork is null)
            return;
        for (var cell = 0; cell < cells.Count; cell++)
            *journal.Metric(thread, cell) = cell < beforeWork.Length ? beforeWork[cell] : default;
    }

    /// <summary>Calls that follow do not count.</summary>
    public void CountingEnds() => isMuted = true;

    /// <summary>The last call has ended: checks and disposal may report.</summary>
    public void WorkEnds() => isMuted = false;

    /// <summary>Null: the journal has no room for so many metrics.</summary>
    private MetricCell* CellOf(string metric)
    {
        if (!cells.TryGetValue(metric, out var cell))
        {
            cell = cells.Count;
            if (cell == journal.Shape.MetricCells)
                return null;
            cells.Add(metric, cell);
            journal.Append(new MetricFacts(thread, cell, metric));
            if (cell == journal.Shape.MetricCells - 1)
                journal.Append(new DiagnosticFacts(DiagnosticSeverity.Warning, "metrics",
                    $"thread {thread} reports more than {cell + 1} metrics; later ones are dropped"));
        }
        return journal.Metric(thread, cell);
    }
}
