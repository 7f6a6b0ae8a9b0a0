using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Threadmill.Engine.Binding;

/// <summary>Durations as people write them: a number and a unit, several of them added up (<c>1m30s</c>), or the clock's form <c>00:01:30</c>.</summary>
public static class DurationText
{
    private static readonly (string Unit, decimal Ns)[] Units =
        [("ns", 1), ("us", 1e3m), ("µs", 1e3m), ("ms", 1e6m), ("s", 1e9m), ("m", 6e10m), ("min", 6e10m), ("h", 3.6e12m), ("d", 8.64e13m)];

    /// <summary>More than a <see cref="TimeSpan"/> holds.</summary>
    private const decimal MaxNs = 1e22m;

    /// <summary>At least 0, at most what a <see cref="TimeSpan"/> holds; whole ticks of 100 ns.</summary>
    public static bool TryRead(string text, out TimeSpan value, [NotNullWhen(false)] out string? error)
    {
        var isRead = TryReadNs(text, out var ns, out error);
        value = TimeSpan.FromTicks((long)Math.Round(ns / 100));
        return isRead;
    }

    /// <summary>The same to the nanosecond and below, for what is compared with measurements.</summary>
    public static bool TryReadNs(string text, out decimal ns, [NotNullWhen(false)] out string? error)
    {
        ns = 0;
        error = null;
        if (text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero)
        {
            ns = (decimal)span.Ticks * 100;
            return true;
        }
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var bare))
        {
            error = bare < 0 ? $"must be a duration of at least 0, not '{text}'" : $"must be a duration with a unit, not '{text}'; did you mean '{text}s'?";
            return text == "0" && (error = null) is null;
        }
        var sum = 0m;
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty)
            return Refuse(text, out error);
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExceptInRange('.', '9');
            var letters = digits <= 0 ? -1 : rest[digits..].IndexOfAnyInRange('0', '9');
            var unit = digits <= 0 ? default : letters < 0 ? rest[digits..] : rest.Slice(digits, letters);
            if (digits <= 0 || Scale(unit) is not { } scale || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                || number > MaxNs / scale)
                return Refuse(text, out error);
            sum += number * scale;
            rest = rest[(digits + unit.Length)..];
        }
        if (sum / 100 > long.MaxValue)
            return Refuse(text, out error);
        ns = sum;
        return true;
    }

    /// <summary>The shortest exact form in one unit: <c>1500ms</c>, <c>2m</c>.</summary>
    public static string Write(TimeSpan value)
    {
        (string Unit, long Ticks)[] units = [("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond), ("us", TimeSpan.TicksPerMicrosecond)];
        if (value == TimeSpan.Zero)
            return "0s";
        foreach (var (unit, ticks) in units)
        {
            if (value.Ticks % ticks == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{value.Ticks / ticks}{unit}");
        }
        return string.Create(CultureInfo.InvariantCulture, $"{value.Ticks}00ns");
    }

    private static decimal? Scale(ReadOnlySpan<char> unit)
    {
        foreach (var (name, ns) in Units)
        {
            if (unit.SequenceEqual(name))
                return ns;
        }
        return null;
    }

    private static bool Refuse(string text, out string error)
    {
        error = $"must be a duration such as 250ms, 1.5s or 2m, not '{text}'";
        return false;
    }
}
