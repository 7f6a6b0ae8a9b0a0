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
    private long nextIntervalNs = long.MaxValue;
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
            KeepLast(JournalReader.Read(journal.Path));
        view?.Dispose();
        isOver.Dispose();
    }

    /// <summary>A look reads all histograms: it may take this share of one CPU's time, whatever the number of threads.</summary>
    private const int ShareOfLooking = 20;

    private void Watch()
    {
        var everyNs = (long)(view?.Every ?? TimeSpan.FromMilliseconds(250)).TotalNanoseconds;
        var nextLookNs = Clock.Now() + FirstLookNs(everyNs);
        while (!isOver.Wait(TimeSpan.FromMicroseconds(Math.Max(0, Math.Min(nextLookNs, nextIntervalNs) - Clock.Now()) / 1000.0)))
        {
            var atNs = Clock.Now();
            var contents = JournalReader.Read(journal.Path);
            var hasBegun = contents.Run is not null && contents.Slots.Any(s => s.Slot.CountedFromNs > 0);
            nextLookNs = atNs + Math.Max(hasBegun ? everyNs : FirstLookNs(everyNs), ShareOfLooking * (Clock.Now() - atNs));
            if (!hasBegun)
                continue;
            KeepIfDue(contents, atNs);
            Judge(contents);
            view?.Show(contents);
        }
    }

    /// <summary>The first interval begins with the first counted call: it should be seen soon.</summary>
    private long FirstLookNs(long everyNs) => Math.Min(everyNs, (long)(plan.Interval ?? TimeSpan.MaxValue).TotalNanoseconds);

    /// <summary>Intervals end at whole multiples of their length, however late one of them was seen.</summary>
    private void KeepIfDue(JournalContents contents, long atNs)
    {
        if (plan.Interval is not { } interval)
            return;
        var lengthNs = (long)interval.TotalNanoseconds;
        if (fromNs == 0)
        {
            fromNs = contents.Slots.Where(s => s.Slot.CountedFromNs > 0).Min(s => s.Slot.CountedFromNs);
            nextIntervalNs = fromNs + lengthNs;
        }
        if (atNs < nextIntervalNs)
            return;
        Keep(contents, atNs);
        nextIntervalNs += ((atNs - nextIntervalNs) / lengthNs * lengthNs) + lengthNs;
    }

    /// <summary>What is left ends where the last counted part did.</summary>
    private void KeepLast(JournalContents contents)
    {
        var counted = contents.Slots.Where(s => s.Slot.CountedFromNs > 0).ToArray();
        if (counted.Length == 0)
            return;
        if (fromNs == 0)
            fromNs = counted.Min(s => s.Slot.CountedFromNs);
        Keep(contents, counted.All(s => s.Slot.CountedToNs > 0) ? counted.Max(s => s.Slot.CountedToNs) : Clock.Now());
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
    private void Keep(JournalContents contents, long now)
    {
        var sums = new Dictionary<string, (long, long, HistogramReading)>();
        foreach (var group in contents.Run!.Threads.GroupBy(t => t.Group))
        {
            var slots = group.Select(t => contents.Slots[t.Index]).Where(s => s.Slot.CountedFromNs > 0).ToArray();
            var sum = (Ops: slots.Sum(s => s.Slot.Ops), Errors: slots.Sum(s => s.Slot.Errors), Latency: HistogramReading.Merge(slots.Select(s => s.Latency)));
            sums[group.Key] = sum;
            var last = before.GetValueOrDefault(group.Key, (0, 0, HistogramReading.Empty));
            var ops = sum.Ops - last.Ops;
            if (now > fromNs)
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
