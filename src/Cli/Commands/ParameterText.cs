using System.Text;
using Threadmill.Engine.Plugins;

namespace Threadmill.Cli.Commands;

/// <summary>Parameters as <c>describe</c> shows them, and values that they would take. What several overloads have in common is told once.</summary>
internal sealed class ParameterText(StringBuilder text)
{
    private readonly HashSet<(string Name, string Type, string? Default, ParameterRole Role, string? Doc)> shown = [];
    private readonly HashSet<string> forms = [];

    /// <param name="hasRows">Rows of arguments stand in the code, for which the caller need not give any.</param>
    public void Append(ParameterDescription p, bool hasRows = false)
    {
        if (!shown.Add((p.Name, p.Type, p.Default, p.Role, p.Doc)))
            return;
        var value = p.Default is { } given ? $" = {given}" : p.IsParams ? "…" : hasRows ? ", from its rows unless given" : ", required";
        var role = p.Role == ParameterRole.OfShared ? ", of the group's shared object, by keyword" : "";
        text.Append($"  {p.Name}  {p.Type}{value}{role}\n");
        if (p.Doc is { } doc)
            text.Append($"      {doc}\n");
        if (!p.Choices.IsEmpty)
            text.Append($"      one of {string.Join(", ", p.Choices)}\n");
        else if (p.Form is { } form && forms.Add(form))
            text.Append($"      {form}\n");
    }

    public static string Example(ParameterDescription p) => p.Choices.IsEmpty ? OfType(p.Type.StartsWith("in ", StringComparison.Ordinal) ? p.Type[3..] : p.Type) : p.Choices[0];

    private static string OfType(string type)
    {
        if (type.EndsWith('?'))
            return OfType(type[..^1]);
        if (type.EndsWith("[]", StringComparison.Ordinal))
            return OfType(type[..^2]) is var one && one.Contains('{', StringComparison.Ordinal) ? $"[{one}]" : $"{one},{one}";
        if (type[0] == 'T' && (type.Length == 1 || char.IsUpper(type[1])))
            return "1";
        return type switch
        {
            "int" or "uint" or "long" or "ulong" or "short" or "ushort" or "byte" or "sbyte" or "nint" or "nuint" or "BigInteger" => "1",
            "double" or "float" or "decimal" or "Half" => "1.5",
            "bool" => "true",
            "string" or "object" => "text",
            "char" => "x",
            "TimeSpan" => "1s",
            "DateTime" or "DateTimeOffset" => "2026-01-31T12:00:00Z",
            "DateOnly" => "2026-01-31",
            "TimeOnly" => "12:00",
            "Guid" => "11111111-2222-3333-4444-555555555555",
            "Uri" => "https://example.org",
            "Version" => "1.2.3",
            "FileInfo" or "DirectoryInfo" => "PATH",
            _ => type.Contains("List<", StringComparison.Ordinal) || type.Contains("IEnumerable<", StringComparison.Ordinal) ? "[]" : "{}",
        };
    }
}
