using System.Globalization;
using Threadmill.Engine;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Results;

namespace Threadmill.Cli.Parsing;

/// <summary>The thresholds of a plan, held against what the plan will run: one that nothing could be judged by is a mistake.</summary>
internal static class PlanThresholds
{
    public static List<Threshold> Read(RunPlan plan, List<Problem> problems)
    {
        var thresholds = plan.FailIf.Concat(plan.AbortIf).Select(e => Parsed(e, problems)).OfType<Threshold>().ToList();
        var groups = plan.Specs.Select(s => s.Group).ToHashSet();
        problems.AddRange(thresholds.Where(t => t.Group is { } g && !groups.Contains(g)).Select(t => Problem.Invalid($"threshold '{t.Expression}' names the group '{t.Group}', but no spec is in it")));
        problems.AddRange(thresholds.Where(t => ResultMetrics.SpeedUpAt(t.Metric) is not null).Select(t => Unjudged(t, plan)).OfType<Problem>());
        return thresholds;
    }

    private static Threshold? Parsed(string expression, List<Problem> problems)
    {
        try
        {
            return Threshold.Parse(expression);
        }
        catch (ProblemException e)
        {
            problems.AddRange(e.Problems);
            return null;
        }
    }

    /// <summary>A speed-up compares the points of a sweep: it is known when all have run, and at the numbers of threads that they have.</summary>
    private static Problem? Unjudged(Threshold threshold, RunPlan plan)
    {
        if (plan.AbortIf.Contains(threshold.Expression))
            return Wrong("is known only when a sweep has ended; judge it with --fail-if");
        if (plan.Sweeps.IsEmpty)
            return Wrong("compares the points of a sweep, and there is none; add for instance -t 1,2,4");
        var threads = SweepPoints.Of(plan).Select(p => p.Plan.Specs.Where(s => !s.Daemon && s.Target is not null).Sum(s => s.Threads)).Distinct().ToArray();
        return threads.Contains(ResultMetrics.SpeedUpAt(threshold.Metric)!.Value)
            ? null
            : Wrong($"names a number of threads that no point of the sweep has; they have {string.Join(", ", threads.Select(t => t.ToString(CultureInfo.InvariantCulture)))}");

        Problem Wrong(string why) => Problem.Invalid($"threshold '{threshold.Expression}' {why}");
    }
}
