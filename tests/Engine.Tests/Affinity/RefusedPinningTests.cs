using System.Diagnostics.CodeAnalysis;
using Threadmill.Engine;
using Threadmill.Engine.Affinity;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Plugins;
using Threadmill.Engine.Results;
using Threadmill.Engine.Targets;
using Threadmill.Engine.Threads;
using Threadmill.Engine.Topology;
using Xunit;

namespace Engine.Tests.Affinity;

/// <summary>A system that forbids what it could do, as a sandbox does: known before the start, or found out on the thread.</summary>
public sealed class RefusedPinningTests
{
    private const string NotPermitted = "Operation not permitted (errno 1)";

    private static readonly string Cpu = $"{Machine.Read().Allowed.Cpus.First()}";

    [Fact]
    public void What_is_known_to_be_forbidden_stops_the_run_before_it_starts()
    {
        var refused = Assert.Throws<ProblemException>(() => Check(new Door(CanPinAtAll: false), new ThreadSpec { Pin = Cpu }));
        var problem = Assert.Single(refused.Problems);
        Assert.Equal(ProblemKind.Unavailable, problem.Kind);
        Assert.Equal($"cannot pin threads here: {NotPermitted}; use --pin-optional to run unpinned", problem.Message);
    }

    [Fact]
    public void Optional_it_is_told_and_nothing_is_pinned()
    {
        var plan = Check(new Door(CanPinAtAll: false), new ThreadSpec { Pin = Cpu, PinOptional = true });
        Assert.Equal($"threads are not pinned: {NotPermitted}", Assert.Single(plan.Remarks, r => r.IsWarning).Message);
        Assert.Null(Assert.Single(plan.Threads).Cpus);
    }

    [Fact]
    public void Refused_on_the_thread_it_is_that_threads_failure_and_no_others()
    {
        var result = Run(new Door(CanPinAtAll: true), new ThreadSpec { Pin = Cpu }, new ThreadSpec());
        Assert.Equal([Outcome.Faulted, Outcome.Completed], result.Threads.Select(t => t.Outcome));
        Assert.False(result.Threads[0].Pin!.Verified);
        Assert.Contains(NotPermitted, Assert.Single(result.Exceptions).Message, StringComparison.Ordinal);
        Assert.Equal(1, result.Run.ExitCode);
    }

    public static int Work() => 42;

    private static BoundPlan Check(Door door, params ThreadSpec[] specs)
    {
        var target = new WorkloadTarget("work", typeof(RefusedPinningTests).Assembly.Location, typeof(RefusedPinningTests), typeof(RefusedPinningTests).GetMethod(nameof(Work))!);
        var resolver = new TargetResolver(new Catalog(new PluginFolders([]), new MetadataCache("")), new Dictionary<string, Target> { ["work"] = target });
        return new PlanCheck(resolver, Machine.Read() with { Pinning = door }).Check(new RunPlan { Specs = [.. specs.Select(s => s with { Target = "work" })] });
    }

    private static RunResult Run(Door door, params ThreadSpec[] specs)
    {
        var plan = Check(door, specs);
        var folder = Scratch.New("pinning");
        using var journal = JournalWriter.Create(Path.Combine(folder, "journal"), PlanRoom.Of(plan.Plan));
        journal.Append(RunRecord.Of(plan, new("id", "{}", DateTimeOffset.UnixEpoch, 0, "test", []), Machine.Read(), new LoopClocks()));
        using var runner = new Runner(plan, journal, new() { Pinning = door, AllowedCpus = 1 });
        runner.Run();
        var result = ResultBuilder.Build(JournalReader.Read(journal.Path));
        Directory.Delete(folder, recursive: true);
        return result;
    }

    private sealed record Door(bool CanPinAtAll) : IThreadPinning
    {
        private static IThreadPinning Real => ThreadPinning.OfThisMachine;

        public bool CanPin([NotNullWhen(false)] out string? whyNot)
        {
            whyNot = CanPinAtAll ? null : NotPermitted;
            return CanPinAtAll;
        }

        public void Pin(CpuSet cpus) => throw new IOException($"the thread could not be pinned to CPU {cpus}: {NotPermitted}");

        /// <summary>All CPUs and one more: never what was asked for.</summary>
        public CpuSet Current() => new([.. Real.Current(), 1_000]);

        public int CurrentCpu() => Real.CurrentCpu();

        public long CurrentThreadId() => Real.CurrentThreadId();

        public void SetThreadName(string name) => Real.SetThreadName(name);

        public bool TrySetPriority(ThreadPriority priority, [NotNullWhen(false)] out string? whyNot) => Real.TrySetPriority(priority, out whyNot);
    }
}
