using System.Collections.Immutable;

namespace Threadmill.Engine.Planning;

/// <summary>One axis of a sweep: an argument, or <c>target</c>, <c>threads</c>, <c>pin</c>, <c>gc</c>.</summary>
/// <param name="Name">As written; arguments ignore case and separators.</param>
public sealed record Sweep(string Name, ImmutableArray<string> Values)
{
    private static readonly string[] WithCommas = ["pin", "gc"];

    /// <summary>As it would be given: one text, or one per value where values hold commas.</summary>
    public IEnumerable<string> Texts =>
        WithCommas.Contains(Name) || Values.Any(v => v.Contains(',', StringComparison.Ordinal)) ? Values.Select(v => $"{Name}={v}") : [$"{Name}={string.Join(',', Values)}"];

    /// <summary>
    /// Adds <c>NAME=V1,V2</c>. A name that is given again adds its values; where values hold commas themselves (pin, gc) each
    /// is given alone.
    /// </summary>
    /// <exception cref="ProblemException">Not of that form.</exception>
    public static ImmutableArray<Sweep> Add(ImmutableArray<Sweep> sweeps, string text)
    {
        var cut = text.IndexOf('=', StringComparison.Ordinal);
        if (cut <= 0 || cut == text.Length - 1)
            throw new ProblemException(Problem.Invalid($"must be NAME=V1,V2,… such as threads=1,2,4, not '{text}'"));
        var name = text[..cut];
        ImmutableArray<string> values = WithCommas.Contains(name) ? [text[(cut + 1)..]] : [.. text[(cut + 1)..].Split(',')];
        var known = sweeps.FirstOrDefault(s => s.Name == name);
        return known is null
            ? sweeps.Add(new(name, values))
            : sweeps.Replace(known, known with { Values = known.Values.AddRange(values) });
    }

    public bool Equals(Sweep? other) => other is not null && Name == other.Name && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => Values.Aggregate(Name.GetHashCode(StringComparison.Ordinal), HashCode.Combine);
}
