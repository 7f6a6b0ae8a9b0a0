using System.Collections.Immutable;
using Threadmill.Cli.Reports;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Results;

namespace Threadmill.Cli.Workers;

/// <summary>
/// Looks into the journal of a run while it is on: for progress, for what each interval brought, for conditions that end the run.
/// The threads know nothing of it.
/// </summary>
internal sealed class RunWatch : IDisposable
{
    private readonly RunPlan plan;
    private readonly JournalWriter journal;
    private readonly IReadOnlyList<Threshold> abortIf;
    private readonly IProgressView? view;
    private readonly List<IntervalResult> series = [];
    private readonly ManualResetEventSlim isOver = new();
    private readonly Thread thread;
    private Dictionary<string, (long Ops, long Errors, HistogramReading Latency)> before = [];
    private long fromNs;
    private bool isAborted;

    public RunWatch(RunPlan plan, JournalWriter journal, IReadOnlyList<Threshold> abortIf, IProgressView? view)
    {
        this.plan = plan;
        this.journal = journal;
        this.abortIf = abortIf;
        this.view = view;
        thread = new Thread(Watch) { IsBackground = true, Name = "watch" };
        thread.Start();
    }

    /// <summary>Null: nobody wants to look.</summary>
    public static RunWatch? For(RunPlan plan, JournalWriter journal, IReadOnlyList<Threshold> abortIf, IProgressView? view) =>
        plan.Interval is not null || abortIf.Count > 0 || view is not null ? new(plan, journal, abortIf, view) : null;

    /// <summary>Complete once this was disposed.</summary>
    public ImmutableArray<IntervalResult> Series => [.. series];

    public void Dispose()
    {
        isOver.Set();
        thread.Join();
        if (plan.Interval is not null)
            Keep(JournalReader.Read(journal.Path));
        view?.Dispose();
        isOver.Dispose();
    }

    private void Watch()
    {
        var look = view?.Every ?? TimeSpan.FromMilliseconds(250);
        var nextIntervalNs = long.MaxValue;
        while (!isOver.Wait(plan.Interval is { } interval && interval < look ? interval : look))
        {
            var contents = JournalReader.Read(journal.Path);
            if (contents.Run is null || !contents.Slots.Any(s => s.Slot.CountedFromNs > 0))
                continue;
            if (fromNs == 0)
                (fromNs, nextIntervalNs) = (contents.Slots.Where(s => s.Slot.CountedFromNs > 0).Min(s => s.Slot.CountedFromNs), 0);
            if (plan.Interval is { } length && Clock.Now() >= nextIntervalNs)
            {
                if (nextIntervalNs > 0)
                    Keep(contents);
                nextIntervalNs = Clock.Now() + (long)length.TotalNanoseconds;
            }
            Judge(contents);
            view?.Show(contents);
        }
    }

    private unsafe void Judge(JournalContents contents)
    {
        if (abortIf.Count == 0 || isAborted)
            return;
        var result = ResultBuilder.Build(contents);
        if (abortIf.FirstOrDefault(t => t.Holds(Judgement.GroupOf(result, t))) is not { } held)
            return;
        isAborted = true;
        journal.Append(new DiagnosticFacts(DiagnosticSeverity.Error, "abort-if", $"the run was stopped: {held.Expression}"));
        Interlocked.CompareExchange(ref journal.Control->StopReason, (int)StopReason.Abort, (int)StopReason.None);
    }

    /// <summary>What came since the last look, per group.</summary>
    private void Keep(JournalContents contents)
    {
        if (contents.Run is null)
            return;
        var now = Clock.Now();
        var sums = new Dictionary<string, (long, long, HistogramReading)>();
        foreach (var group in contents.Run.Threads.GroupBy(t => t.Group))
        {
            var slots = group.Select(t => contents.Slots[t.Index]).Where(s => s.Slot.CountedFromNs > 0).ToArray();
            var sum = (Ops: slots.Sum(s => s.Slot.Ops), Errors: slots.Sum(s => s.Slot.Errors), Latency: HistogramReading.Merge(slots.Select(s => s.Latency)));
            sums[group.Key] = sum;
            var last = before.GetValueOrDefault(group.Key, (0, 0, HistogramReading.Empty));
            var ops = sum.Ops - last.Ops;
            if (now > fromNs && fromNs > 0)
            {
                series.Add(new IntervalResult
                {
                    StartNs = fromNs - contents.Run.StartedNs,
                    WallNs = now - fromNs,
                    Group = group.Key,
                    Ops = ops,
                    Errors = sum.Errors - last.Errors,
                    OpsPerSecond = Math.Round(ops * 1e9 / (now - fromNs), 3),
                    LatencyNs = LatencyResult.Of(sum.Latency.Less(last.Latency)),
                });
            }
        }
        before = sums;
        fromNs = now;
    }
}
