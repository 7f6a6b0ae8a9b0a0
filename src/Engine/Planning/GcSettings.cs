using System.Collections.Immutable;
using System.Globalization;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Planning;

/// <summary>Settings of a worker's garbage collector: <c>server,concurrent=off,gen0=256M,heap=2G</c>.</summary>
public sealed record GcSettings(ImmutableSortedDictionary<string, string> Values)
{
    private static readonly string[] Known = ["server", "workstation", "concurrent", "gen0", "heap", "heaps", "conserve"];

    /// <exception cref="ProblemException">An unknown or wrong setting.</exception>
    public static GcSettings Parse(string text)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var cut = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = cut < 0 ? (part, "on") : (part[..cut], part[(cut + 1)..]);
            if (!Known.Contains(name))
                throw Wrong($"has no setting '{name}'{(Nearest.To(name, Known) is { } near ? $"; did you mean '{near}'?" : "")} (there are {string.Join(", ", Known)})");
            if (!IsGood(name, value))
                throw Wrong($"setting '{name}' cannot be '{value}'");
            values[name] = value;
        }
        if (values.GetValueOrDefault("server") == "on" && values.GetValueOrDefault("workstation") == "on")
            throw Wrong("cannot be both server and workstation");
        return values.Count > 0 ? new(values.ToImmutable()) : throw Wrong("has no settings; give for instance server,concurrent=off");
    }

    /// <summary>The environment of a process that is to run so (the runtime reads numbers as hexadecimal).</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment() => Values.SelectMany(Variables);

    public override string ToString() => string.Join(',', Values.Select(v => v.Value == "on" ? v.Key : $"{v.Key}={v.Value}"));

    public bool Equals(GcSettings? other) => other is not null && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    private static IEnumerable<KeyValuePair<string, string>> Variables(KeyValuePair<string, string> setting)
    {
        yield return setting.Key switch
        {
            "server" => new("DOTNET_gcServer", setting.Value == "on" ? "1" : "0"),
            "workstation" => new("DOTNET_gcServer", "0"),
            "concurrent" => new("DOTNET_gcConcurrent", setting.Value == "on" ? "1" : "0"),
            "gen0" => new("DOTNET_GCgen0size", Hexadecimal(setting.Value)),
            "heap" => new("DOTNET_GCHeapHardLimit", Hexadecimal(setting.Value)),
            "heaps" => new("DOTNET_GCHeapCount", Hexadecimal(setting.Value)),
            _ => new("DOTNET_GCConserveMemory", setting.Value),
        };
    }

    private static bool IsGood(string name, string value) => name switch
    {
        "server" or "workstation" or "concurrent" => value is "on" or "off",
        "conserve" => value.Length == 1 && char.IsAsciiDigit(value[0]),
        _ => SizeText.TryRead(value, out var size, out _) && size > 0,
    };

    private static string Hexadecimal(string size) =>
        SizeText.TryRead(size, out var bytes, out _) ? bytes.ToString("x", CultureInfo.InvariantCulture) : throw Wrong($"'{size}' is no size");

    private static ProblemException Wrong(string message) => new(Problem.Invalid(message));
}
