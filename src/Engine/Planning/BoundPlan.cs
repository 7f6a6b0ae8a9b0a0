using System.Collections.Immutable;
using Threadmill.Engine.Plugins;
using Threadmill.Engine.Targets;
using Threadmill.Engine.Topology;

namespace Threadmill.Engine.Planning;

/// <summary>A plan in which everything was found, bound and placed: no mistake of the user's is left in it.</summary>
public sealed record BoundPlan
{
    public required RunPlan Plan { get; init; }

    /// <summary>The plan's seed, or the one drawn for this run.</summary>
    public required int Seed { get; init; }

    public required ImmutableArray<BoundSpec> Specs { get; init; }

    /// <summary>All threads of all specs, in order; the position is the run-wide index.</summary>
    public required ImmutableArray<PlannedThread> Threads { get; init; }

    /// <summary>The plugins that its targets are in.</summary>
    public required ImmutableArray<PluginDescription> Plugins { get; init; }

    /// <summary>What should be told, but stops nothing: CPUs that threads share, a machine that cannot pin, and so on.</summary>
    public required ImmutableArray<Remark> Remarks { get; init; }
}

/// <param name="Target">Null: nothing is started for this spec.</param>
public sealed record BoundSpec(ThreadSpec Spec, BoundTarget? Target);

/// <summary>One thread to be.</summary>
/// <param name="Index">Run-wide, from 0.</param>
/// <param name="OsName">The name as the operating system can hold it.</param>
/// <param name="Cpus">Where it is pinned; null: nowhere.</param>
public sealed record PlannedThread(
    int Index, string Name, string OsName, BoundSpec Spec, int IndexInSpec, int IndexInGroup, int GroupSize, CpuSet? Cpus)
{
    public string Group => Spec.Spec.Group;
}
