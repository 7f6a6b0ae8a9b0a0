using System.Collections.Immutable;
using Threadmill.Engine.Affinity;
using Threadmill.Engine.Binding;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Targets;
using Threadmill.Engine.Topology;

namespace Threadmill.Engine.Planning;

/// <summary>Turns a plan into one without a mistake, or tells all its mistakes: targets found, arguments bound, CPUs there and allowed.</summary>
public sealed class PlanCheck(TargetResolver resolver, Machine machine)
{
    /// <summary>Checks every point of a plan's sweep.</summary>
    /// <returns>The first of them.</returns>
    /// <exception cref="ProblemException">Something is wrong with the plan or with some points: each mistake once.</exception>
    public BoundPlan CheckAll(RunPlan plan)
    {
        var problems = new List<Problem>();
        var bound = new List<BoundPlan>();
        foreach (var point in SweepPoints.Of(plan))
        {
            try
            {
                bound.Add(Check(point.Plan));
            }
            catch (ProblemException e)
            {
                problems.AddRange(e.Problems.Except(problems));
            }
        }
        return problems.Count == 0 ? bound[0] : throw new ProblemException(problems);
    }

    /// <exception cref="ProblemException">Something is wrong; nothing was started.</exception>
    public BoundPlan Check(RunPlan plan)
    {
        var problems = new List<Problem>(PlanRules.Broken(plan));
        var specs = plan.Specs.Select(s => Bind(s, problems)).ToImmutableArray();
        var remarks = new List<Remark>();
        var places = specs.Select(s => Place(s.Spec, problems, remarks)).ToArray();
        if (specs.Length > 1)
            problems.AddRange(SharedObjectsThatDiffer(specs));
        if (plan.Specs.Any(s => s.Clock == ClockChoice.Tsc) && TimeStampCounter.WhyNotTrusted is { } fault)
            problems.Add(Problem.Unavailable($"--clock tsc: {fault}; leave it out or give --clock monotonic"));
        if (problems.Count > 0)
            throw new ProblemException(problems);
        remarks.AddRange(PlanRules.Remarks(plan));
        return new BoundPlan
        {
            Plan = plan,
            Seed = plan.Seed ?? Random.Shared.Next(),
            Specs = specs,
            Threads = Threads(specs, places),
            Plugins = [.. resolver.Loaded],
            Remarks = [.. remarks, .. specs.SelectMany(OfTarget), .. DebugBuilds()],
        };
    }

    /// <summary>The plan with its threads named and nothing bound.</summary>
    internal static BoundPlan Unbound(RunPlan plan)
    {
        ImmutableArray<BoundSpec> specs = [.. plan.Specs.Select(s => new BoundSpec(s, null))];
        return new BoundPlan { Plan = plan, Seed = plan.Seed ?? 0, Specs = specs, Threads = Threads(specs, new IReadOnlyList<CpuSet>?[specs.Length]), Plugins = [], Remarks = [] };
    }

    private static ImmutableArray<PlannedThread> Threads(ImmutableArray<BoundSpec> specs, IReadOnlyList<CpuSet>?[] places)
    {
        var names = new ThreadNames();
        var sizes = new Dictionary<string, int>();
        foreach (var spec in specs.Where(s => s.Target is not null))
            sizes[spec.Spec.Group] = sizes.GetValueOrDefault(spec.Spec.Group) + spec.Spec.Threads;
        var inGroup = new Dictionary<string, int>();
        var threads = ImmutableArray.CreateBuilder<PlannedThread>();
        for (var s = 0; s < specs.Length; s++)
        {
            var group = specs[s].Spec.Group;
            var indexInSpec = 0;
            foreach (var name in names.Of(specs[s].Spec, specs[s].Target?.Name ?? NameOf(specs[s].Spec.Target)))
            {
                var indexInGroup = inGroup.GetValueOrDefault(group);
                threads.Add(new PlannedThread(
                    threads.Count, name, OsThreadName.Fit(name), specs[s], indexInSpec, indexInGroup, sizes.GetValueOrDefault(group), places[s]?[indexInSpec]));
                indexInSpec++;
                if (specs[s].Target is not null)
                    inGroup[group] = indexInGroup + 1;
            }
        }
        return threads.ToImmutable();
    }

    /// <summary>What a target that was never bound may be called.</summary>
    private static string? NameOf(string? target) => target is null ? null : TargetName.Parse(target).Member ?? target;

    private BoundSpec Bind(ThreadSpec spec, List<Problem> problems)
    {
        if (spec.Target is null)
            return new(spec, null);
        try
        {
            return new(spec, resolver.Resolve(TargetName.Parse(spec.Target)).Bind(new Arguments(spec.Args, spec.Kwargs), spec.Instance, problems));
        }
        catch (ProblemException e)
        {
            problems.AddRange(e.Problems);
            return new(spec, null);
        }
    }

    private IReadOnlyList<CpuSet>? Place(ThreadSpec spec, List<Problem> problems, List<Remark> remarks)
    {
        if (spec.Pin is null or "none")
            return null;
        try
        {
            var pin = PinSpec.Parse(spec.Pin);
            if (!machine.Pinning.CanPin(out var whyNot))
            {
                if (!spec.PinOptional)
                    throw new ProblemException(Problem.Unavailable(
                        $"cannot pin threads here: {whyNot}; use --pin-optional to run unpinned"));
                remarks.Add(new(true, "pin", $"threads are not pinned: {whyNot}"));
                return null;
            }
            var placement = Placement.Of(pin, machine.Topology, machine.Allowed.Cpus, spec.Threads);
            remarks.AddRange(placement.Notes.Select(n => new Remark(false, "pin", n)));
            return placement.Cpus;
        }
        catch (ProblemException e)
        {
            problems.AddRange(e.Problems);
            return null;
        }
    }

    private static IEnumerable<Remark> OfTarget(BoundSpec spec)
    {
        if (spec.Target is not { } target)
            yield break;
        foreach (var remark in target.Remarks)
            yield return remark;
        if (spec.Spec.Threads > 1 && target.RemarkForThreads is { } forThreads)
            yield return forThreads;
        if (spec.Spec.IsLoop && target.HasSteps)
            yield return new(false, "steps", $"latencies of {target.Name} are those of the call alone; its ops/s count what stands between calls as well: {string.Join(", ", target.StepNames)}");
        if (spec.Spec.SamplingEvery > 1 && target.HasSteps)
            yield return new(false, "sampling", $"every call of {target.Name} is timed: untimed steps stand between its calls, so each has stamps of its own, and --sampling has no effect");
    }

    private IEnumerable<Remark> DebugBuilds() => resolver.Loaded.Where(p => p.IsDebugBuild)
        .Select(p => new Remark(true, "debug-build", $"{p.Path} is a Debug build: its code is not optimised, and its times say little"));

    /// <summary>A group has one shared object of a type; specs that bind it differently contradict each other.</summary>
    private static IEnumerable<Problem> SharedObjectsThatDiffer(ImmutableArray<BoundSpec> specs) =>
        from spec in specs
        where spec.Target is not null
        from shared in spec.Target!.SharedObjects
        where shared.IsOnly
        group shared.Key by new OfGroup(spec.Spec.Group, shared.Type) into same
        where same.Distinct().Count() > 1
        select Problem.Invalid(
            $"group '{same.Key.Group}' shares one {same.Key.Type.Name}, but its specs give it different arguments; give them the same, or use --group to part them");

    private sealed record OfGroup(string Group, Type Type);
}
