using System.Collections.Immutable;

namespace Threadmill.Engine.Targets;

/// <summary>A name as C# writes it, taken apart: <c>Space.Outer.List&lt;int[]&gt;.Add</c>.</summary>
/// <param name="Suffix">What makes an array or a nullable of it: <c>[]</c>, <c>[,]</c>, <c>?</c>; empty for most.</param>
public sealed record TypePath(ImmutableArray<TypePath.Part> Parts, string Suffix)
{
    /// <param name="Arguments">Between angle brackets; empty: there are none.</param>
    public sealed record Part(string Name, ImmutableArray<TypePath> Arguments);

    public Part Last => Parts[^1];

    /// <summary>All but the last part.</summary>
    public TypePath Outer => new(Parts[..^1], "");

    /// <exception cref="FormatException">It is no such name; says why.</exception>
    public static TypePath Parse(string text)
    {
        var position = 0;
        var path = ReadPath(text, ref position);
        return position == text.Length ? path : throw new FormatException($"'{text[position]}' at position {position + 1} is not wanted there");
    }

    public override string ToString() => string.Join('.', Parts.Select(p => p.Arguments.IsEmpty ? p.Name : $"{p.Name}<{string.Join(", ", p.Arguments)}>")) + Suffix;

    private static TypePath ReadPath(string text, ref int at)
    {
        var parts = ImmutableArray.CreateBuilder<Part>();
        do
            parts.Add(ReadPart(text, ref at));
        while (Take(text, ref at, '.') || Take(text, ref at, '+'));
        var from = at;
        while (at < text.Length && text[at] is '[' or ']' or '?' || (at < text.Length && text[at] == ',' && at > from && text[at - 1] is '[' or ','))
            at++;
        return new(parts.ToImmutable(), text[from..at]);
    }

    private static Part ReadPart(string text, ref int at)
    {
        while (at < text.Length && text[at] == ' ')
            at++;
        var from = at;
        while (at < text.Length && text[at] is not ('.' or '+' or '<' or '>' or ',' or '[' or ']' or '?' or ' '))
            at++;
        if (at == from)
            throw new FormatException($"a name is missing at position {from + 1}");
        var name = text[from..at];
        var arguments = ImmutableArray.CreateBuilder<TypePath>();
        if (Take(text, ref at, '<'))
        {
            do
                arguments.Add(ReadPath(text, ref at));
            while (Take(text, ref at, ','));
            if (!Take(text, ref at, '>'))
                throw new FormatException($"'>' is missing at position {at + 1}");
        }
        return new(name, arguments.ToImmutable());
    }

    private static bool Take(string text, ref int at, char wanted)
    {
        if (at >= text.Length || text[at] != wanted)
            return false;
        at++;
        return true;
    }
}
