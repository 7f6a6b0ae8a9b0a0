using Threadmill.Engine.Results;

namespace Threadmill.Cli.Reports;

/// <summary>What came of a threshold, as a person reads it: times with their units.</summary>
internal static class ThresholdText
{
    public static string Of(ThresholdResult threshold)
    {
        var actual = threshold.Actual is not { } value ? "unknown"
            : ResultMetrics.KindOf(threshold.Metric) == MetricKind.Duration ? Units.Time(value)
            : Units.Plain(value);
        var at = threshold.Point is { Length: > 0 } point ? $" at {point}" : "";
        return SafeText.Line($"{(threshold.Passed ? "passed" : "FAILED")}: \"{threshold.Expression}\": {threshold.Metric}{at} is {actual}");
    }
}
