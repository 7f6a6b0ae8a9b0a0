using System.Globalization;
using System.Text.RegularExpressions;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Results;

/// <summary>
/// A condition that must not hold, such as <c>pipe:p99 > 5ms</c> or, safe in every shell, <c>pipe:p99:gt:5ms</c>. A metric without
/// a value fails.
/// </summary>
public sealed partial record Threshold(string Expression, string? Group, string Metric, string Operator, double Limit)
{
    private static readonly (string Word, string Sign)[] Words = [("ge", ">="), ("le", "<="), ("gt", ">"), ("lt", "<"), ("eq", "=="), ("ne", "!=")];

    /// <exception cref="ProblemException">No operator, an unknown metric, a missing unit.</exception>
    public static Threshold Parse(string expression)
    {
        var match = Signs().Match(expression) is { Success: true } signs ? signs : Spelled().Match(expression);
        if (!match.Success)
            throw Wrong(expression, "has no operator; write for instance \"p99 > 5ms\" or p99:gt:5ms");
        var (group, metric) = Split(match.Groups[1].Value.Trim());
        var sign = match.Groups[2].Value;
        sign = Words.FirstOrDefault(w => w.Word == sign).Sign ?? sign;
        var kind = ResultMetrics.KindOf(metric) ?? throw Wrong(expression,
            $"knows no metric '{metric}'{(Nearest.To(metric, ResultMetrics.Names) is { } near ? $"; did you mean '{near}'?" : "")} (threadmill describe --metrics lists them)");
        return new(expression, group, metric, sign, LimitOf(expression, match.Groups[3].Value.Trim(), kind));
    }

    /// <param name="of">The group it is about, or the totals.</param>
    public ThresholdResult Judge(GroupResult? of)
    {
        var actual = of is null ? null : ResultMetrics.ValueOf(of, Metric);
        return Judge(actual);
    }

    /// <summary>Judges a value that stands in no single run.</summary>
    public ThresholdResult Judge(double? actual) => new(Expression, Group, Metric, actual, Limit, actual is { } value && !Holds(value));

    /// <summary>True if it can be judged and the condition holds.</summary>
    public bool Holds(GroupResult? of) => of is not null && ResultMetrics.ValueOf(of, Metric) is { } value && Holds(value);

    private bool Holds(double value) => Operator switch
    {
        ">" => value > Limit,
        "<" => value < Limit,
        ">=" => value >= Limit,
        "<=" => value <= Limit,
        "==" => value.Equals(Limit),
        _ => !value.Equals(Limit),
    };

    private static (string? Group, string Metric) Split(string subject)
    {
        var cut = subject.LastIndexOf(':');
        return cut < 0 ? (null, subject) : (subject[..cut], subject[(cut + 1)..]);
    }

    private static double LimitOf(string expression, string text, MetricKind kind)
    {
        if (kind == MetricKind.Duration)
            return DurationText.TryReadNs(text, out var ns, out var error) ? (double)ns : throw Wrong(expression, $"limit {error}");
        if (text.EndsWith('%') && double.TryParse(text[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var percent))
            return percent / 100;
        return ValueReader.TryReadText(text, typeof(double), out var number, out var wrong) ? (double)number! : throw Wrong(expression, $"limit {wrong}");
    }

    private static ProblemException Wrong(string expression, string message) => new(Problem.Invalid($"threshold '{expression}' {message}"));

    [GeneratedRegex(@"^(.+?)\s*(>=|<=|==|!=|>|<)\s*(.+)$")]
    private static partial Regex Signs();

    [GeneratedRegex(@"^(.+):(ge|le|gt|lt|eq|ne):(.+)$")]
    private static partial Regex Spelled();
}
