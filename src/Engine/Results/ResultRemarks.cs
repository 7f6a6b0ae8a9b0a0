using System.Collections.Immutable;
using System.Globalization;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Topology;

namespace Threadmill.Engine.Results;

/// <summary>What a person should know before believing the figures of a run.</summary>
internal static class ResultRemarks
{
    private const long BriefNs = 1_000_000;

    /// <summary>A shorter counted part says nothing of a share of time.</summary>
    private const long LongEnoughNs = 100_000_000;
    private const double ClockMatters = 10;
    private const int FewSamples = 100;
    private const double NoticeableWait = 0.02;
    private const double MostlyTogether = 0.5;
    private const double NearlyAll = 0.99;

    public static IEnumerable<DiagnosticFacts> Of(RunFacts run, ImmutableArray<WorkerResult> workers, ImmutableArray<ThreadResult> threads, ImmutableArray<ThreadReading> readings)
    {
        if (threads.Any(t => t is { Outcome: Outcome.Completed, WallNs: < BriefNs } && run.Threads[t.Index] is { IsLoop: false, Target: not null }))
            yield return new(DiagnosticSeverity.Hint, "brief", "a single call took less than 1 ms, which says little; add --duration 5s to measure");
        if (run.Machine.Clock.ReadNs is { } readNs && threads.Any(t => t.Sampling is { Every: > 1 } && t.LatencyNs is { } l && l.P50 < ClockMatters * readNs))
            yield return new(DiagnosticSeverity.Hint, "clock", string.Create(CultureInfo.InvariantCulture,
                $"some calls only were timed: percentiles contain reading the clock ({readNs:0.#} ns and more, as a reading waits for the call to end), mean and ops/s do not"));
        if (run.Machine.Clock.LoopNs is { } loopNs && threads.Any(t => t.Sampling is { Every: 1 } && t.Ops > 1 && t.LatencyNs is { } l && l.Mean < ClockMatters * loopNs && IsClosedLoop(run, t)))
            yield return new(DiagnosticSeverity.Hint, "clock", string.Create(CultureInfo.InvariantCulture,
                $"every call was timed, which takes {loopNs:0.#} ns of each and more: mean and ops/s contain it; --duration times few of such short calls, --sampling 100 one in 100"));
        if (Busiest(run, threads) is { } most && most.RunQueueWaitNs * 1.0 / most.WallNs is { } share and > NoticeableWait)
            yield return new(DiagnosticSeverity.Warning, "busy", string.Create(CultureInfo.InvariantCulture,
                $"{Rival(workers, threads, most)} kept '{most.Name}' waiting for a CPU for {share * 100:0} % of its time ({most.ContextSwitches?.Involuntary ?? 0} involuntary switches): its figures are too high"));
        if (threads.FirstOrDefault(t => t is { Sampling.Every: > 1, LatencyNs.Count: < FewSamples }) is { } few)
            yield return new(DiagnosticSeverity.Hint, "samples", $"{few.LatencyNs!.Count} calls of '{few.Name}' were timed, which is few for percentiles; --sampling every times all");
        if (readings.Any(r => r.IsEndUnseen))
            yield return new(DiagnosticSeverity.Warning, "end", "nobody saw the run end: its time is told by when its process was last known to live, so it is at least that, and ops/s may be a little too high");
        if (!run.Threads.Any(t => t.IsLoop))
            yield break;
        foreach (var remark in Apart(readings).Concat(GroupsApart(readings)).Concat(Behind(readings)))
            yield return remark;
    }

    private static bool IsClosedLoop(RunFacts run, ThreadResult thread) => run.Threads[thread.Index] is { IsLoop: true, Rate: null };

    /// <summary>An open loop that could not keep its rate: what it says of latency is how long the queue was.</summary>
    private static IEnumerable<DiagnosticFacts> Behind(ImmutableArray<ThreadReading> readings) =>
        from thread in readings
        where thread is { Facts.Rate: not null, WallNs: > 0, Slot.BacklogOps: > 0 }
        group thread by thread.Facts.Group into paced
        let wanted = paced.Sum(t => t.Facts.Rate!.Value)
        let done = paced.Sum(t => t.Slot.Ops * 1e9 / t.WallNs!.Value)
        where done < NearlyAll * wanted
        select new DiagnosticFacts(DiagnosticSeverity.Warning, "rate", string.Create(CultureInfo.InvariantCulture,
            $"'{paced.Key}' was to make {wanted:0.##} calls a second and made {done:0.##}: {paced.Sum(t => t.Slot.BacklogOps)} that were due had not begun at the end (in the latencies with the age that they had)"));

    /// <summary>Groups that are measured one after the other are not measured beside each other.</summary>
    private static IEnumerable<DiagnosticFacts> GroupsApart(ImmutableArray<ThreadReading> readings)
    {
        var spans = (from thread in readings
                     where thread is { Facts: { IsLoop: true, Daemon: false }, Outcome: Outcome.Completed, WallNs: not null }
                     group thread by thread.Facts.Group into together
                     select (From: together.Min(t => t.CountedFromNs), To: together.Max(t => t.CountedToNs))).ToArray();
        if (spans.Length < 2)
            yield break;
        var common = Span(spans.Max(s => s.From), spans.Min(s => s.To));
        var shortest = spans.Min(s => Span(s.From, s.To));
        if (common < MostlyTogether * shortest)
            yield return new(DiagnosticSeverity.Warning, "apart", string.Create(CultureInfo.InvariantCulture,
                $"the groups were measured together for {100.0 * common / Math.Max(shortest, 1):0} % of {shortest / 1e6:0.###} ms only: what each did was mostly done alone, and the total says nothing"));
    }

    /// <summary>Threads that each do a number of calls end when they are done: what they do at different times is not done together.</summary>
    private static IEnumerable<DiagnosticFacts> Apart(ImmutableArray<ThreadReading> readings) =>
        from thread in readings
        where thread is { Facts: { IsLoop: true, Daemon: false, Rate: null }, Outcome: Outcome.Completed, WallNs: not null }
        group thread by thread.Facts.Group into together
        where together.Count() > 1
        let all = Span(together.Min(t => t.CountedFromNs), together.Max(t => t.CountedToNs))
        let common = Span(together.Max(t => t.CountedFromNs), together.Min(t => t.CountedToNs))
        where common < MostlyTogether * all
        select new DiagnosticFacts(DiagnosticSeverity.Warning, "apart", string.Create(CultureInfo.InvariantCulture,
            $"all {together.Count()} threads of '{together.Key}' were at work together for {100.0 * common / all:0} % of {all / 1e6:0.###} ms only, which makes little of ops/s and speed-up: measure longer (--duration 5s, or more --ops)"));

    private static long Span(long from, long to) => Math.Max(0, to - from);

    /// <summary>Who took the CPU: CPU time of the workers that none of our threads used, and enough of it, is the workload's own doing.</summary>
    private static string Rival(ImmutableArray<WorkerResult> workers, ImmutableArray<ThreadResult> threads, ThreadResult kept)
    {
        var beside = workers.Total(w => w.CpuNs ?? 0) - threads.Total(t => t.Cpu is { } cpu ? cpu.UserNs + cpu.SystemNs : 0);
        return beside > kept.RunQueueWaitNs / 2 ? "other threads of the workload (the thread pool, the garbage collector, its own)" : "other work";
    }

    /// <summary>The thread that waited most, where each could have had a CPU of its own: else they wait for each other.</summary>
    private static ThreadResult? Busiest(RunFacts run, ImmutableArray<ThreadResult> threads)
    {
        var places = threads.Select(t => t.Pin is { } pin ? string.Join(',', pin.Cpus) : null).OfType<string>().ToArray();
        var isCrowded = !CpuSet.TryParse(run.Machine.AllowedCpus, out var allowed) || threads.Length > allowed.Count || places.Distinct().Count() < places.Length;
        return isCrowded ? null : threads.Where(t => t is { WallNs: >= LongEnoughNs, RunQueueWaitNs: not null }).MaxBy(t => t.RunQueueWaitNs!.Value);
    }
}
