using System.Globalization;
using System.Text.RegularExpressions;
using Threadmill.Engine;

namespace Threadmill.Cli.Templates;

/// <summary>What a new plugin may be called: its name becomes a namespace, a project, an assembly and the beginning of its workloads' names.</summary>
internal static partial class PluginName
{
    private static readonly string[] Keywords =
    [
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal", "default", "delegate", "do",
        "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for", "foreach", "goto", "if", "implicit", "in", "int",
        "interface", "internal", "is", "lock", "long", "namespace", "new", "null", "object", "operator", "out", "override", "params", "private", "protected",
        "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc", "static", "string", "struct", "switch", "this", "throw", "true",
        "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort", "using", "virtual", "void", "volatile", "while",
    ];

    /// <exception cref="ProblemException">It is no namespace of C#, or one in which the template's code would not compile.</exception>
    public static void Check(string name)
    {
        if (!Namespace().IsMatch(name) || name.Split('.').Any(Keywords.Contains))
            throw Refused(name, "is no name for a C# namespace", Proposed(name));
        // Inside a namespace of that name, the contract's own types would not be found.
        if (name.Split('.')[0] is "Threadmill" or "System" or "Xunit" || name.Split('.').Any(p => p is "Counter" or "Add" or "Digits"))
            throw Refused(name, "would hide names that its code uses", $"My{name.Replace(".", "", StringComparison.Ordinal)}");
    }

    private static ProblemException Refused(string name, string why, string? proposal) =>
        new(Problem.Invalid($"'{name}' {why}; wanted is something like Acme.Caches{(proposal is null ? "" : $"; perhaps {proposal}?")}"));

    private static string? Proposed(string name)
    {
        var words = Word().Matches(name).Select(m => char.ToUpper(m.Value[0], CultureInfo.InvariantCulture) + m.Value[1..]);
        var proposal = string.Concat(words);
        return Namespace().IsMatch(proposal) ? proposal : null;
    }

    [GeneratedRegex(@"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"[A-Za-z]\w*")]
    private static partial Regex Word();
}
