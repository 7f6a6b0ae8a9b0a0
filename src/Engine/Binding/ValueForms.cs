using System.Runtime.CompilerServices;

namespace Threadmill.Engine.Binding;

/// <summary>How values of a type are written, in words for a person.</summary>
public static class ValueForms
{
    private static readonly string[] Lists =
    [
        "System.Collections.Generic.List<", "System.Collections.Generic.IEnumerable<", "System.Collections.Generic.IReadOnlyList<", "System.Collections.Generic.IReadOnlyCollection<",
        "System.Collections.Generic.IList<", "System.Collections.Generic.ICollection<", "System.Collections.Generic.HashSet<", "System.Collections.Immutable.ImmutableArray<",
    ];

    private static readonly Dictionary<Type, string> Forms = new()
    {
        [typeof(string)] = "text",
        [typeof(object)] = "text",
        [typeof(TimeSpan)] = "a duration such as 250ms, 1.5s or 2m",
        [typeof(bool)] = "true or false",
        [typeof(char)] = "one character",
        [typeof(FileInfo)] = "the path of a file",
        [typeof(DirectoryInfo)] = "the path of a folder",
        [typeof(DateTime)] = "a date and time such as 2026-01-31T12:00:00Z",
        [typeof(DateTimeOffset)] = "a date and time such as 2026-01-31T12:00:00Z",
        [typeof(DateOnly)] = "a date such as 2026-01-31",
        [typeof(TimeOnly)] = "a time such as 12:00",
        [typeof(Guid)] = "a GUID",
        [typeof(Uri)] = "a URI",
        [typeof(Version)] = "a version such as 1.2.3",
    };

    /// <param name="type">As metadata tells it: a C# keyword or a full name; <c>?</c> and <c>[]</c> as C# writes them. Null: it is not known here.</param>
    public static string? Named(string type)
    {
        if (type.EndsWith('?') && Named(type[..^1]) is { } underlying)
            return $"{underlying}, or null";
        var element = type.EndsWith("[]", StringComparison.Ordinal) ? type[..^2] : Lists.FirstOrDefault(l => type.StartsWith(l, StringComparison.Ordinal)) is { } list ? type[list.Length..^1] : null;
        if (element is not null)
            return $"a list 1,2,3 or JSON{(Named(element) is { } each ? $"; each {each}" : "")}";
        return (TypeWords.Keyword(type) ?? (type.StartsWith("System.", StringComparison.Ordinal) && type.All(c => char.IsLetterOrDigit(c) || c is '.' or '+' or '_') ? OfFramework(type) : null)) is { } known
            ? Of(known)
            : null;
    }

    /// <exception cref="ManagedOnlyException">Native code has those types only that it was compiled with.</exception>
    private static Type? OfFramework(string type) =>
        Forms.Keys.FirstOrDefault(t => t.FullName == type)
        ?? (RuntimeFeature.IsDynamicCodeSupported ? Type.GetType(type) ?? Type.GetType($"{type}, System.Private.Uri") ?? Type.GetType($"{type}, System.Runtime.Numerics") : throw new ManagedOnlyException());

    public static string Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return $"{Of(underlying)}, or null";
        if (type.IsEnum)
            return $"one of {string.Join(", ", Enum.GetNames(type).Select(EnumReader.Spelled))}";
        if (Forms.TryGetValue(type, out var form))
            return form;
        if (NumberReader.IsReal(type))
            return "a number";
        if (NumberReader.IsNumber(type))
            return "an integer, with k M G or Ki Mi Gi";
        if (!RuntimeFeature.IsDynamicCodeSupported)
            throw new ManagedOnlyException();
        if (ListTypes.ElementOf(type) is { } element)
            return $"a list 1,2,3 or JSON; each {Of(element)}";
        return $"{TypeWords.Of(type)} as {(OtherReader.ParsesItself(type) ? "text it parses" : OtherReader.ConverterOf(type) is not null ? "text it converts, or JSON" : "JSON")}";
    }
}
