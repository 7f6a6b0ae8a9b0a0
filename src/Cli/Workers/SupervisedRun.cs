using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Threadmill.Cli.Reports;
using Threadmill.Cli.Sources;
using Threadmill.Engine;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Results;
using Threadmill.Engine.Threads;

namespace Threadmill.Cli.Workers;

/// <summary>One run from plan to result: makes the journal, has the plan run into it, reads the result out of it.</summary>
internal sealed class SupervisedRun(RunRequest request, Lazy<IHost> host)
{
    public static string ToolVersion { get; } =
        typeof(SupervisedRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    /// <summary>Runs and waits for the end.</summary>
    /// <param name="signals">Where requests to stop come from while the run is on.</param>
    /// <param name="watching">Makes what looks on while the run is on; null: nobody does.</param>
    /// <exception cref="ProblemException">The plan is wrong or cannot be had; no thread was started.</exception>
    public RunResult Run(Signals signals, Func<JournalWriter, RunWatch?>? watching = null) => Read(signals, watching, (path, runId) =>
    {
        var log = host.Value.Services.GetRequiredService<RunLog>();
        var result = ResultOf(path);
        result = result with { Run = result.Run with { Folder = request.Folder.Length > 0 ? request.Folder : WorkingFolder.TryGet() ?? "" } };
        log.Ended(runId, result.Run.WallNs, result.Run.Outcome.ToString(), result.Run.ExitCode);
        return result;
    });

    /// <summary>Has the plan bound, with no thread started: all that is wrong with it.</summary>
    public IReadOnlyList<Problem> Check(Signals signals) => Read<IReadOnlyList<Problem>>(signals, null, (path, _) => ProblemsIn(JournalReader.Read(path)));

    private T Read<T>(Signals signals, Func<JournalWriter, RunWatch?>? watching, Func<string, string, T> read)
    {
        var built = PlanSources.Of(request.Plan, signals);
        var runId = Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture);
        // One seed for all workers, and for whoever recovers the run.
        var plan = request.Plan with { Seed = request.Plan.Seed ?? Random.Shared.Next() };
        var (words, json) = (PlanWords.Of(plan), PlanText.Json(plan));
        var shape = PlanRoom.Of(plan, [.. words, json, .. request.CommandLine, request.StandardInput]);
        var layout = new JournalLayout(shape);
        var hasLoops = request.Plan.Specs.Any(s => s.IsLoop);
        var path = JournalPlace.New(runId, layout.NeededBytes(hasLoops));
        IDisposable? held = null;
        try
        {
            // Unmapped before it is deleted: Windows deletes no file that is mapped. Open until then, lest somebody take it for left.
            using (var journal = JournalWriter.Create(path, shape, hasLoops))
            {
                held = JournalHold.Take(path);
                journal.Append(new PlanFacts
                {
                    Plan = words,
                    Json = json,
                    RunId = runId,
                    StartedAt = DateTimeOffset.UtcNow,
                    StartedNs = Clock.Now(),
                    ToolVersion = ToolVersion,
                    SupervisorPid = Environment.ProcessId,
                    CommandLine = request.CommandLine,
                    Folder = request.Folder,
                    StandardInput = request.StandardInput,
                    Built = built,
                    IsCheckOnly = request.IsCheckOnly,
                });
                Run(journal, signals, watching);
            }
            host.Value.Services.GetRequiredService<RunLog>().JournalMade(path, shape.Threads, layout.FileBytes);
            return read(path, runId);
        }
        finally
        {
            Delete(path);
            held?.Dispose();
        }
    }

    private void Run(JournalWriter journal, Signals signals, Func<JournalWriter, RunWatch?>? watching)
    {
        using (signals.To(journal))
        using (watching?.Invoke(journal))
        {
            if (RuntimeFeature.IsDynamicCodeSupported && request.Plan.Isolate == Isolation.None)
                InProcessRun.Run(journal.Path, request.Plan);
            else
                new Supervisor(journal, request.Plan).Run(whileLoading: Prepare);
        }
    }

    /// <summary>Threads that were given up in this process keep it mapped: then it is left for <c>recover --prune</c> where the system wants it so.</summary>
    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Windows, with threads that still write into it.
        }
    }

    /// <summary>What is needed when the threads have ended, and is best done before they start.</summary>
    private void Prepare(Func<bool> isTimely)
    {
        _ = host.Value;
        if (!request.IsCheckOnly)
            ReportRehearsal.Play(request.Plan.Reporting, isTimely);
    }

    private static List<Problem> ProblemsIn(JournalContents contents) => [.. contents.Problems.Select(p => new Problem(p.Kind, p.Message)).Distinct()];

    private static RunResult ResultOf(string path)
    {
        var contents = JournalReader.Read(path);
        return contents.Problems.IsEmpty ? ResultBuilder.Build(UnstartedRun.Complete(contents)) : throw new ProblemException(ProblemsIn(contents));
    }
}
