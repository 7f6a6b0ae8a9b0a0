using System.Collections.Immutable;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Planning;

/// <summary>One run of a sweep: which values it has, and the plan with them.</summary>
public sealed record SweepPoint(ImmutableArray<KeyValuePair<string, string>> Values, RunPlan Plan)
{
    /// <summary>As a person reads it: <c>threads=4 pin=cores</c>.</summary>
    public string Label => string.Join(' ', Values.Select(v => $"{v.Key}={v.Value}"));
}

/// <summary>Expands a plan with sweeps into one plan per point: the product of all axes.</summary>
public static class SweepPoints
{
    public static ImmutableArray<SweepPoint> Of(RunPlan plan)
    {
        ImmutableArray<SweepPoint> points = [new([], plan with { Sweeps = [], Repeat = 1 })];
        foreach (var sweep in plan.Sweeps)
            points = [.. from point in points from value in sweep.Values select new SweepPoint(point.Values.Add(new(sweep.Name, value)), With(point.Plan, sweep.Name, value))];
        return points;
    }

    private static RunPlan With(RunPlan plan, string name, string value)
    {
        try
        {
            return Set(plan, name, value);
        }
        catch (ProblemException e)
        {
            throw new ProblemException([.. e.Problems.Select(p => p with { Message = $"--sweep {name}={value} {p.Message}" })]);
        }
    }

    private static RunPlan Set(RunPlan plan, string name, string value) => name switch
    {
        "gc" => RunOptions.All.Single(o => o.Name == "gc").Set(plan, value),
        "threads" or "pin" => plan with { Specs = [.. plan.Specs.Select(s => s.Daemon ? s : Option(name).Set(s, value))] },
        "target" => plan with { Specs = [.. plan.Specs.Select((s, i) => i == 0 ? s with { Target = value } : s)] },
        _ => plan with { Specs = [.. plan.Specs.Select((s, i) => i == 0 || s.Kwargs.Any(k => Parameter.IsSame(k.Key, name)) ? Argument(s, name, value) : s)] },
    };

    private static SpecOption Option(string name) => SpecOptions.All.Single(o => o.Name == name);

    private static ThreadSpec Argument(ThreadSpec spec, string name, string value) =>
        spec with { Kwargs = [.. spec.Kwargs.Where(k => !Parameter.IsSame(k.Key, name)), new(name, value)] };
}
