using Threadmill.Engine.Journal;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Results;

namespace Threadmill.Cli.Workers;

/// <summary>Runs every point of a sweep, as often as is asked for: points in turn, so that a drift of the machine meets all alike.</summary>
internal static class SweepRun
{
    /// <param name="run">Runs one plan.</param>
    /// <param name="tell">Takes a line before each run.</param>
    public static SweepResult Run(RunPlan plan, IReadOnlyList<Threshold> thresholds, Func<RunPlan, RunResult> run, Signals signals, Action<string> tell)
    {
        var points = SweepPoints.Of(plan);
        var results = points.Select(_ => new List<RunResult>()).ToArray();
        for (var turn = 0; turn < plan.Repeat && signals.First == StopReason.None; turn++)
        {
            for (var i = 0; i < points.Length && signals.First == StopReason.None; i++)
            {
                tell($"run {(turn * points.Length) + i + 1} of {plan.Repeat * points.Length}: {points[i].Label}".TrimEnd(' ', ':'));
                results[i].Add(run(points[i].Plan));
            }
        }
        var ran = points.Zip(results).Where(p => p.Second.Count > 0).Select(p => new SweepRuns(p.First.Label, p.First.Values.ToDictionary(), p.Second)).ToArray();
        var sweep = Scaling.Of([.. plan.Sweeps.Select(s => s.Name)], ran, thresholds);
        // A signal between two runs is in the result of neither.
        return Verdict.SignalCode(signals.First) is { } code ? sweep with { ExitCode = code } : sweep;
    }
}
