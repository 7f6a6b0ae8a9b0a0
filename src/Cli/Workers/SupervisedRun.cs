using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Threadmill.Cli.Sources;
using Threadmill.Engine;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Results;
using Threadmill.Engine.Topology;

namespace Threadmill.Cli.Workers;

/// <summary>One run from plan to result: makes the journal, has the plan run into it, reads the result out of it.</summary>
internal sealed class SupervisedRun(RunRequest request, Task<IHost> host)
{
    public static string ToolVersion { get; } =
        typeof(SupervisedRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    /// <summary>Runs and waits for the end.</summary>
    /// <param name="signals">Where requests to stop come from while the run is on.</param>
    /// <param name="watching">Makes what looks on while the run is on; null: nobody does.</param>
    /// <exception cref="ProblemException">The plan is wrong or cannot be had; no thread was started.</exception>
    public RunResult Run(Signals signals, Func<JournalWriter, RunWatch?>? watching = null) => Read(signals, watching, (path, runId) =>
    {
        var log = host.Result.Services.GetRequiredService<RunLog>();
        var result = ResultOf(path);
        log.Ended(runId, result.Run.WallNs, result.Run.Outcome.ToString(), result.Run.ExitCode);
        return result;
    });

    /// <summary>Has the plan bound, with no thread started: all that is wrong with it.</summary>
    public IReadOnlyList<Problem> Check(Signals signals) => Read<IReadOnlyList<Problem>>(signals, null, (path, _) => ProblemsIn(JournalReader.Read(path)));

    private T Read<T>(Signals signals, Func<JournalWriter, RunWatch?>? watching, Func<string, string, T> read)
    {
        var built = PlanSources.Of(request.Plan, signals);
        var runId = Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture);
        var shape = JournalShape.For(
            request.Plan.Specs.Sum(s => s.Threads), request.Plan.Specs.Any(s => s.Rate is not null), CpuTopology.PossibleBits());
        var layout = new JournalLayout(shape);
        var hasLoops = request.Plan.Specs.Any(s => s.IsLoop);
        using var journal = JournalWriter.Create(JournalPlace.New(runId, layout.NeededBytes(hasLoops)), shape, hasLoops);
        try
        {
            journal.Append(new PlanFacts
            {
                Plan = PlanText.WholeJson(request.Plan),
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
            using (signals.To(journal))
            using (watching?.Invoke(journal))
            {
                if (request.Plan.Isolate == Isolation.None)
                    InProcessRun.Run(journal.Path);
                else
                    new Supervisor(journal, request.Plan).Run();
            }
            host.Result.Services.GetRequiredService<RunLog>().JournalMade(journal.Path, shape.Threads, layout.FileBytes);
            return read(journal.Path, runId);
        }
        finally
        {
            File.Delete(journal.Path);
        }
    }

    private static List<Problem> ProblemsIn(JournalContents contents) => [.. contents.Problems.Select(p => new Problem(p.Kind, p.Message))];

    private static RunResult ResultOf(string path)
    {
        var contents = JournalReader.Read(path);
        if (!contents.Problems.IsEmpty)
            throw new ProblemException(ProblemsIn(contents));
        return contents.Run is not null
            ? ResultBuilder.Build(contents)
            : throw new WorkerDiedException(contents.WorkerExits.FirstOrDefault());
    }
}

/// <summary>A worker ended before it could start a thread: there is no result.</summary>
internal sealed class WorkerDiedException(WorkerExitFacts? exit) : Exception(
    $"the worker process ended before it started a thread ({How(exit)}){(exit?.CrashText is { } text ? $":\n{text}" : "")}")
{
    private static string How(WorkerExitFacts? exit) => exit switch
    {
        { LimitHit: { } limit } => $"it hit the limit on {limit}",
        { Signal: { } signal } => $"signal {signal}",
        { ExitCode: { } code } => $"exit code {code}",
        _ => "it did not get ready and was ended",
    };
}
