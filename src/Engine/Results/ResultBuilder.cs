using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Results;

/// <summary>Makes the result of a run from its journal, however the run ended; there is no other source.</summary>
public static class ResultBuilder
{
    /// <param name="keptJournal">Where the journal stays; null if it will be deleted.</param>
    /// <exception cref="InvalidDataException">The journal holds no run.</exception>
    public static RunResult Build(JournalContents journal, string? keptJournal = null)
    {
        var run = journal.Run ?? throw new InvalidDataException("the journal holds no run: its process ended before any thread was started");
        var found = new JournalLookup(journal);
        var threads = run.Threads.Select(t => new ThreadReading(t, journal, found)).ToImmutableArray();
        var firstNs = threads.Where(t => t.CountedFromNs > 0).Least(t => t.CountedFromNs);
        var results = threads.Select(t => t.Result(firstNs)).ToImmutableArray();
        var workers = Workers(journal);
        var exceptions = Exceptions(journal).ToImmutableArray();
        var verdict = Verdict.Of(results, workers, exceptions, journal.Rungs);
        return new RunResult
        {
            Tool = new(run.ToolVersion),
            Run = new()
            {
                Id = run.RunId,
                StartedAt = run.StartedAt,
                WallNs = EndedNs(journal) is > 0 and var ended ? ended - run.StartedNs : null,
                Outcome = verdict.Outcome,
                ExitCode = verdict.ExitCode,
                Seed = run.Seed,
                CommandLine = run.CommandLine,
                Isolation = run.Isolation,
                Journal = keptJournal,
            },
            Plan = JsonDocument.Parse(run.Plan).RootElement,
            Plugins = run.Plugins,
            Machine = run.Machine,
            Workers = workers,
            Totals = GroupReading.Of("total", threads, results, workers),
            Groups = [.. threads.GroupBy(t => t.Facts.Group).Select(g => GroupReading.Of(
                g.Key, [.. g], [.. g.Select(t => results[t.Facts.Index])], [.. workers.Where(w => w.Groups is [var only] && only == g.Key)]))],
            Threads = results,
            Exceptions = exceptions,
            Thresholds = [],
            Series = [],
            Diagnostics = [.. journal.Diagnostics, .. Uncounted(journal), .. LatePacing(run, journal), .. ResultRemarks.Of(run, workers, results, threads), .. InFlight.Tell(journal, threads)],
        };
    }

    private static long EndedNs(JournalContents journal) =>
        new[] { journal.Workers.Most(w => w.EndedNs), journal.WorkerExits.Most(w => w.AtNs), journal.Slots.Most(s => s.Slot.EndedNs), journal.AliveNs }.Max();

    private static ImmutableArray<WorkerResult> Workers(JournalContents journal)
    {
        var untold = journal.WorkerExits.Where(e => journal.Workers.All(w => w.Pid != e.Pid));
        return
        [
            .. journal.Workers.Select(told => Worker(journal, told.Pid, told, journal.WorkerExits.FirstOrDefault(e => e.Pid == told.Pid))),
            .. untold.Select(exit => Worker(journal, exit.Pid, null, exit)),
        ];
    }

    private static WorkerResult Worker(JournalContents journal, int pid, WorkerFacts? told, WorkerExitFacts? exit)
    {
        var groups = told?.Groups ?? exit?.Groups ?? [];
        return new()
        {
            Pid = pid,
            Groups = groups,
            ExitCode = exit?.ExitCode,
            Signal = exit?.Signal,
            CrashText = exit?.CrashText,
            Rungs = [.. journal.Rungs.Where(r => r.Pid == pid || r.Pid == 0)],
            Gc = told is null ? null : new(told.GcSettings, told.GcCollections, told.GcPauseNs),
            LockContentions = told?.LockContentions,
            CpuNs = told?.CpuNs,
            LimitHit = exit?.LimitHit,
            CrashedBy = exit?.CrashText is null ? null : InFlight.Culprit(journal, groups),
        };
    }

    /// <summary>The same exception on many threads is one entry: same type, message, phase and first frame.</summary>
    private static IEnumerable<ExceptionResult> Exceptions(JournalContents journal) =>
        from e in journal.Exceptions
        group e by new Kind(e.Phase, e.Thrown.Type, e.Thrown.Message, FirstFrame(e.Thrown.StackTrace)) into same
        let first = same.Where(e => e.Op > 0).MinBy(e => e.Op)
        select new ExceptionResult
        {
            Type = same.Key.Type,
            Message = same.Key.Message,
            StackTrace = same.First().Thrown.StackTrace,
            Inner = same.First().Thrown.Inner,
            Phase = same.Key.Phase,
            Count = same.Total(e => CountOf(journal, e)),
            Threads = [.. same.Select(e => e.Thread).OfType<int>().Distinct().Order()],
            FirstOp = first?.Op,
            FirstThread = first?.Thread,
            ThreadsRunning = (first ?? same.First()).Running,
        };

    private static long CountOf(JournalContents journal, ExceptionFacts e) =>
        e.Thread is { } thread && e.Cell >= 0 && (uint)thread < (uint)journal.Slots.Length
            ? Math.Max(1, journal.Slots[thread].ExceptionCounts[e.Cell])
            : 1;

    private static string? FirstFrame(string? stackTrace) => stackTrace?.Split('\n', 2)[0].Trim();

    /// <summary>How exactly the schedule of an open loop was kept where the loop was waiting for it.</summary>
    private static IEnumerable<DiagnosticFacts> LatePacing(RunFacts run, JournalContents journal)
    {
        var worst = run.Threads.Where(t => t.Rate is not null).Most(t => journal.Slots[t.Index].Slot.WakeUpErrorNs);
        if (worst > 0)
            yield return new(DiagnosticSeverity.Hint, "pacing", string.Create(CultureInfo.InvariantCulture, $"the schedule was met {worst / 1000.0:0.0} µs late at worst"));
    }

    private static IEnumerable<DiagnosticFacts> Uncounted(JournalContents journal)
    {
        var beyond = journal.Slots.Total(s => s.ExceptionCounts[^1]);
        if (beyond > 0)
            yield return new(DiagnosticSeverity.Warning, "exceptions", $"{beyond} more exceptions were counted but not kept: a thread threw more than {journal.Shape.ExceptionCells - 1} kinds");
    }

    private sealed record Kind(FailurePhase Phase, string Type, string Message, string? Site);
}
