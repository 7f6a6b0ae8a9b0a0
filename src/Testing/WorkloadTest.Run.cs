using System.Globalization;
using Threadmill.Engine;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Plugins;
using Threadmill.Engine.Results;
using Threadmill.Engine.Targets;
using Threadmill.Engine.Threads;

namespace Threadmill.Testing;

public sealed partial class WorkloadTest
{
    private static readonly Machine ThisMachine = Machine.Read();
    private static readonly LoopClocks Clocks = new();

    /// <summary>Runs all threads to their end; blocks until then. What the workload throws is in the result, not thrown.</summary>
    /// <exception cref="ProblemException">The arguments or options do not fit, as they would not on the command line; nothing was started.</exception>
    public WorkloadResult Run()
    {
        var bound = Bind();
        var objects = new RunObjects();
        var runId = Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture);
        var plan = PlanText.Json(bound.Plan with { Seed = bound.Seed });
        var shape = PlanRoom.Of(bound.Plan, plan);
        var path = JournalPlace.New(runId, new JournalLayout(shape).HistogramsOffset);
        try
        {
            // Unmapped before it is deleted: Windows deletes no file that is mapped.
            using var journal = JournalWriter.Create(path, shape);
            journal.Append(RunRecord.Of(bound, new RunOrigin(runId, plan, DateTimeOffset.UtcNow, Clock.Now(), "testing", []), ThisMachine, Clocks));
            using var runner = new Runner(bound, journal, new RunnerSetting
            {
                Pinning = ThisMachine.Pinning,
                AllowedCpus = ThisMachine.Allowed.Cpus.Count,
                Clocks = Clocks,
                Objects = objects,
            });
            runner.Run();
            return new WorkloadResult(ResultBuilder.Build(JournalReader.Read(path)), objects);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private BoundPlan Bind()
    {
        var targets = new Dictionary<string, Target>();
        var specs = new List<ThreadSpec>();
        for (var test = this; test is not null; test = test.others)
        {
            // Two classes may bear one name here: the number keeps them apart, the engine shows the target's own name.
            var word = $"{test.target.Name}#{targets.Count}";
            targets.Add(word, test.target);
            specs.Add(test.spec with { Target = word });
        }
        var resolver = new TargetResolver(new Catalog(new PluginFolders([]), new MetadataCache("")), targets);
        return new PlanCheck(resolver, ThisMachine).Check(plan with { Specs = [.. specs] });
    }
}
