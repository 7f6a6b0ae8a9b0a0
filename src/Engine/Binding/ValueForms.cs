namespace Threadmill.Engine.Binding;

/// <summary>How values of a type are written, in words for a person.</summary>
public static class ValueForms
{
    private static readonly string[] Lists =
    [
        "System.Collections.Generic.List<", "System.Collections.Generic.IEnumerable<", "System.Collections.Generic.IReadOnlyList<", "System.Collections.Generic.IReadOnlyCollection<",
        "System.Collections.Generic.IList<", "System.Collections.Generic.ICollection<", "System.Collections.Generic.HashSet<", "System.Collections.Immutable.ImmutableArray<",
    ];

    /// <param name="type">As metadata tells it: a C# keyword or a full name; <c>?</c> and <c>[]</c> as C# writes them. Null: it is not known here.</param>
    public static string? Named(string type)
    {
        if (type.EndsWith('?') && Named(type[..^1]) is { } underlying)
            return $"{underlying}, or null";
        var element = type.EndsWith("[]", StringComparison.Ordinal) ? type[..^2] : Lists.FirstOrDefault(l => type.StartsWith(l, StringComparison.Ordinal)) is { } list ? type[list.Length..^1] : null;
        if (element is not null)
            return $"a list 1,2,3 or JSON{(Named(element) is { } each ? $"; each {each}" : "")}";
        return (TypeWords.Keyword(type) ?? (type.StartsWith("System.", StringComparison.Ordinal) && type.All(c => char.IsLetterOrDigit(c) || c is '.' or '+' or '_') ? Type.GetType(type) ?? Type.GetType($"{type}, System.Private.Uri") ?? Type.GetType($"{type}, System.Runtime.Numerics") : null)) is { } known
            ? Of(known)
            : null;
    }

    public static string Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return $"{Of(underlying)}, or null";
        if (type.IsEnum)
            return $"one of {string.Join(", ", Enum.GetNames(type).Select(EnumReader.Spelled))}";
        if (type == typeof(string) || type == typeof(object))
            return "text";
        if (type == typeof(TimeSpan))
            return "a duration such as 250ms, 1.5s or 2m";
        if (NumberReader.IsReal(type))
            return "a number";
        if (NumberReader.IsNumber(type))
            return "an integer, with k M G or Ki Mi Gi";
        if (ListTypes.ElementOf(type) is { } element)
            return $"a list 1,2,3 or JSON; each {Of(element)}";
        return type.Name switch
        {
            nameof(Boolean) => "true or false",
            nameof(Char) => "one character",
            nameof(FileInfo) => "the path of a file",
            nameof(DirectoryInfo) => "the path of a folder",
            nameof(DateTime) or nameof(DateTimeOffset) => "a date and time such as 2026-01-31T12:00:00Z",
            nameof(DateOnly) => "a date such as 2026-01-31",
            nameof(TimeOnly) => "a time such as 12:00",
            nameof(Guid) => "a GUID",
            nameof(Uri) => "a URI",
            nameof(Version) => "a version such as 1.2.3",
            _ => $"{TypeWords.Of(type)} as {(OtherReader.ParsesItself(type) ? "text it parses" : OtherReader.ConverterOf(type) is not null ? "text it converts, or JSON" : "JSON")}",
        };
    }
}
