using System.Collections.Immutable;
using Threadmill.Engine.Topology;

namespace Threadmill.Engine.Affinity;

/// <summary>Where each thread of a spec goes.</summary>
/// <param name="Cpus">One set per thread.</param>
/// <param name="Notes">What the user should know: threads that share a CPU.</param>
public sealed record Placement(ImmutableArray<CpuSet> Cpus, ImmutableArray<string> Notes)
{
    /// <exception cref="ProblemException">A CPU is not there or not allowed, or the machine has no such places.</exception>
    public static Placement Of(PinSpec pin, CpuTopology topology, CpuSet allowed, int threads)
    {
        var sets = pin switch
        {
            PinSpec.Explicit places => Deal(Checked(places, topology, allowed), threads),
            PinSpec.Abstract kind => Deal(kind, PlacesOf(kind, topology, allowed), threads),
            _ => throw new ArgumentException("nothing is placed by 'none'", nameof(pin)),
        };
        var crowded = sets.Where(s => s.Count == 1).GroupBy(s => s.Highest).Where(g => g.Count() > 1).Select(g => g.Key).ToArray();
        return new(sets, crowded.Length == 0 ? [] : [$"--pin {pin}: several threads share CPU {new CpuSet(crowded)}"]);
    }

    private static ImmutableArray<CpuSet> Checked(PinSpec.Explicit pin, CpuTopology topology, CpuSet allowed)
    {
        var within = allowed.ToArray();
        if (pin.IsWithinAllowed)
        {
            var beyond = pin.Places.SelectMany(p => p).Where(c => c >= within.Length).ToArray();
            return beyond.Length == 0
                ? [.. pin.Places.Select(p => new CpuSet(p.Select(c => within[c])))]
                : throw new ProblemException(Problem.Unavailable(
                    $"--pin {pin}: {new CpuSet(beyond)} is beyond the allowed CPUs {allowed}, which are counted from 0 to {within.Length - 1}"));
        }
        var wanted = new CpuSet(pin.Places.SelectMany(p => p));
        var missing = wanted.Except(topology.Online);
        if (missing.Count > 0)
            throw new ProblemException(Problem.Unavailable($"--pin {pin}: this machine has no CPU {missing}; it has {topology.Online}, allowed are {allowed}"));
        var forbidden = wanted.Except(allowed);
        if (forbidden.Count > 0)
            throw new ProblemException(Problem.Unavailable(
                $"--pin {pin}: CPU {forbidden} is not allowed to this process; allowed are {allowed} (use --pin allowed:0{(allowed.Count > 1 ? $"-{allowed.Count - 1}" : "")} to count within them)"));
        return pin.Places;
    }

    private static ImmutableArray<CpuSet> PlacesOf(PinSpec.Abstract pin, CpuTopology topology, CpuSet allowed)
    {
        var cpus = topology.Cpus.Where(c => allowed.Contains(c.Number));
        Func<LogicalCpu, int> place = pin.Kind switch
        {
            PlaceKind.Threads => c => c.Number,
            PlaceKind.LlCaches => c => c.LastLevelCache,
            PlaceKind.NumaDomains => c => c.NumaNode,
            PlaceKind.Sockets => c => c.Socket,
            _ => c => c.Core,
        };
        if (pin.Kind is PlaceKind.PCores or PlaceKind.ECores)
            cpus = cpus.Where(c => c.Kind == (pin.Kind == PlaceKind.PCores ? CoreKind.Performance : CoreKind.Efficient));
        var places = cpus.GroupBy(place).Select(g => new CpuSet(g.Select(c => c.Number))).OrderBy(s => s.First()).ToArray();
        if (places.Length == 0)
            throw new ProblemException(Problem.Unavailable($"--pin {pin}: no {PinWords.Of(pin.Kind)} are known on this machine among the allowed CPUs {allowed}"));
        if (pin.Count > places.Length)
            throw new ProblemException(Problem.Unavailable($"--pin {pin}: there are {places.Length} {PinWords.Of(pin.Kind)} among the allowed CPUs {allowed}"));
        return [.. places.Take(pin.Count ?? places.Length)];
    }

    /// <summary>Thread i goes to place i, round and round.</summary>
    private static ImmutableArray<CpuSet> Deal(ImmutableArray<CpuSet> places, int threads) =>
        [.. Enumerable.Range(0, threads).Select(i => places[i % places.Length])];

    /// <summary>OMP_PROC_BIND: close gives neighbours neighbouring places, spread leaves even gaps, primary keeps all on the first.</summary>
    private static ImmutableArray<CpuSet> Deal(PinSpec.Abstract pin, ImmutableArray<CpuSet> places, int threads) =>
        [.. Enumerable.Range(0, threads).Select(i => pin.Policy switch
        {
            BindPolicy.Primary => places[0],
            BindPolicy.Spread when threads < places.Length => places[(int)((long)i * places.Length / threads)],
            _ when threads > places.Length => places[(int)((long)i * places.Length / threads)],
            _ => places[i],
        })];
}
