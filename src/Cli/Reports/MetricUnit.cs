namespace Threadmill.Cli.Reports;

/// <summary>How a metric of a workload's own is written: its name says its unit, such as <c>bytes/s</c>, <c>ns/hop</c>, <c>late ns</c>.</summary>
internal abstract record MetricUnit
{
    /// <summary>Whether a sum of such values means anything.</summary>
    public virtual bool AddsUp => true;

    public static MetricUnit Of(string name)
    {
        var words = name.Split(' ', '/');
        return words.Contains("ns") ? new Nanoseconds()
            : name.EndsWith("bytes/s", StringComparison.Ordinal) ? new BytesPerSecond()
            : words is [.., "bytes"] ? new Bytes()
            : new Plain(IsRatio: name.Contains('/', StringComparison.Ordinal));
    }

    public abstract string Text(double value);

    /// <summary>A sum of such values per second; only where they add up.</summary>
    public string PerSecond(double? value) => value is { } known ? $"{Text(known)}/s" : "";

    private sealed record Bytes : MetricUnit
    {
        public override string Text(double value) => Units.Bytes(value);
    }

    private sealed record BytesPerSecond : MetricUnit
    {
        public override bool AddsUp => false;

        public override string Text(double value) => $"{Units.Bytes(value)}/s";
    }

    private sealed record Nanoseconds : MetricUnit
    {
        public override bool AddsUp => false;

        public override string Text(double value) => Units.Time(value);
    }

    private sealed record Plain(bool IsRatio) : MetricUnit
    {
        public override bool AddsUp => !IsRatio;

        public override string Text(double value) => Units.Count(value);
    }
}
