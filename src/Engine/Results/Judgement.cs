using System.Collections.Immutable;

namespace Threadmill.Engine.Results;

/// <summary>Judges a result by thresholds, once, when it is final.</summary>
public static class Judgement
{
    /// <summary>The result with its thresholds; one that would have been good and fails one exits with 5.</summary>
    public static RunResult By(this RunResult result, IEnumerable<Threshold> thresholds)
    {
        var judged = thresholds.Where(t => ResultMetrics.SpeedUpAt(t.Metric) is null).Select(t => t.Judge(GroupOf(result, t))).ToImmutableArray();
        var code = result.Run.ExitCode == 0 && judged.Any(j => !j.Passed) ? Verdict.NotGoodEnough : result.Run.ExitCode;
        return result with { Thresholds = judged, Run = result.Run with { ExitCode = code } };
    }

    /// <summary>Null: there is no such group.</summary>
    public static GroupResult? GroupOf(RunResult result, Threshold threshold) =>
        threshold.Group is null ? result.Totals : result.Groups.FirstOrDefault(g => g.Name == threshold.Group);
}
