using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Threadmill.Engine.Binding;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Topology;

namespace Threadmill.Engine.Threads;

/// <summary>Where a run comes from.</summary>
/// <param name="Plan">The plan as JSON, its seed in it, for the result document.</param>
/// <param name="StartedNs">The same moment as <paramref name="StartedAt"/> on the monotonic clock.</param>
public sealed record RunOrigin(string RunId, string Plan, DateTimeOffset StartedAt, long StartedNs, string ToolVersion, ImmutableArray<string> CommandLine)
{
    public static RunOrigin Of(PlanFacts facts) => new(facts.RunId, facts.Json, facts.StartedAt, facts.StartedNs, facts.ToolVersion, facts.CommandLine);
}

/// <summary>Writes down all that is known of a run before its threads start.</summary>
public static class RunRecord
{
    public static RunFacts Of(BoundPlan plan, RunOrigin origin, Machine machine, LoopClocks clocks) => new()
    {
        RunId = origin.RunId,
        StartedAt = origin.StartedAt,
        StartedNs = origin.StartedNs,
        ToolVersion = origin.ToolVersion,
        Seed = plan.Seed,
        CommandLine = origin.CommandLine,
        Isolation = ValueReader.Text(plan.Plan.Isolate)!,
        Plan = origin.Plan,
        Plugins = [.. plan.Plugins.Select(p => new PluginFacts(p.Path, p.Version, p.Sha256 ?? "", p.Contract))],
        Machine = MachineOf(machine, ClockOf(plan, clocks)),
        Threads = [.. plan.Threads.Select(Thread)],
    };

    private static ThreadFacts Thread(PlannedThread thread)
    {
        var spec = thread.Spec.Spec;
        return new()
        {
            Index = thread.Index,
            Name = thread.Name,
            OsName = thread.OsName,
            Group = spec.Group,
            Target = spec.Target,
            Args = spec.Args,
            Kwargs = thread.Spec.Target?.Kwargs ?? ImmutableSortedDictionary<string, string>.Empty,
            Daemon = spec.Daemon,
            IsLoop = spec.IsLoop,
            Pin = thread.Cpus is { } cpus ? new PinFacts(spec.Pin!, [.. cpus]) : null,
            Rate = spec.Rate / spec.Threads,
            Instance = thread.Spec.Target?.Instance is { } scope ? ValueReader.Text(scope) : null,
        };
    }

    private static MachineFacts MachineOf(Machine machine, ClockFacts clock) => new()
    {
        Os = RuntimeInformation.OSDescription,
        Kernel = KernelRelease() ?? Environment.OSVersion.Version.ToString(),
        Arch = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
        CpuModel = machine.Cpus.Model,
        LogicalCpus = machine.Cpus.Numbers.Count,
        AllowedCpus = machine.Allowed.Cpus.ToString(),
        CpuQuota = machine.Allowed.Quota,
        Runtime = RuntimeInformation.FrameworkDescription,
        Clock = clock,
    };

    private static string? KernelRelease() => SystemFile.Text("/proc/sys/kernel/osrelease");

    /// <summary>The clock of the first spec that loops; called-once threads are timed by the monotonic clock.</summary>
    private static ClockFacts ClockOf(BoundPlan plan, LoopClocks clocks)
    {
        if (plan.Specs.FirstOrDefault(s => s.Spec.IsLoop) is not { } loop)
            return new("monotonic", null, null);
        var clock = clocks.Of(loop.Spec.Clock);
        return new(clock.IsTsc ? "tsc" : "monotonic", Math.Round(clock.ReadNs, 2), Math.Round(LoopCost.OfTimedCallNs(clock), 2));
    }
}
