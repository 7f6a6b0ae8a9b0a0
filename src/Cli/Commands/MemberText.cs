using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Threadmill.Engine;
using Threadmill.Engine.Plugins;
using Threadmill.Engine.Targets;

namespace Threadmill.Cli.Commands;

/// <summary>One member of a file with its overloads, as <c>describe</c> shows it.</summary>
internal static partial class MemberText
{
    /// <summary>The member and its overloads, or all members of a type, by a name that may be cut to its end.</summary>
    /// <exception cref="ProblemException">There is none, or it may be several.</exception>
    public static ImmutableArray<MemberDescription> Find(ImmutableArray<MemberDescription> members, TargetName target)
    {
        var wanted = Wanted(target);
        // A word without a dot is a type: a member is always said with its type.
        var fits = wanted.Contains('.', StringComparison.Ordinal) ? Fits(members, m => Plain(m.Name), wanted) : [];
        if (fits.IsEmpty)
            fits = Fits(members, m => Plain(m.Type), wanted);
        if (fits.IsEmpty)
        {
            var near = Nearest.To(wanted, members.SelectMany(m => new[] { Plain(m.Name), Plain(m.Name[(m.Type.LastIndexOf('.') + 1)..]) }));
            throw new ProblemException(Problem.Unavailable($"'{target}': there is no public member '{wanted}' that can be called{(near is null ? "" : $"; did you mean '{near}'?")} ('threadmill list {target.File}' shows what there is)"));
        }
        return fits.Select(m => m.Type).Distinct().ToArray() is { Length: > 1 } types
            ? throw new ProblemException(Problem.Invalid($"'{target}': '{wanted}' may be of {string.Join(" or ", types)}; say which"))
            : fits;
    }

    public static string Of(ImmutableArray<MemberDescription> members, TargetName target)
    {
        var text = new StringBuilder();
        var parameters = new ParameterText(text);
        foreach (var member in members)
            Append(text, parameters, member);
        AppendObject(text, parameters, members);
        text.Append($"\n  {Example(members[0], target)}\n");
        return text.ToString();
    }

    private static string Wanted(TargetName target)
    {
        try
        {
            var path = TypePath.Parse(target.Member!);
            return string.Join('.', path.Parts.Select((p, i) => i == path.Parts.Length - 1 && p.Name.StartsWith("get_", StringComparison.Ordinal) ? p.Name[4..] : p.Name));
        }
        catch (FormatException e)
        {
            throw new ProblemException(Problem.Invalid($"'{target}': {e.Message}"));
        }
    }

    private static ImmutableArray<MemberDescription> Fits(ImmutableArray<MemberDescription> members, Func<MemberDescription, string> name, string wanted)
    {
        var whole = members.Where(m => name(m) == wanted).ToImmutableArray();
        return whole.IsEmpty ? [.. members.Where(m => name(m).EndsWith("." + wanted, StringComparison.Ordinal))] : whole;
    }

    private static void Append(StringBuilder text, ParameterText parameters, MemberDescription member)
    {
        text.Append(text.Length == 0 ? "" : "\n").Append($"{member.Type}.{member.Signature}{(member.ReturnType is null or "void" ? "" : $" → {member.ReturnType}")}\n");
        string?[] notes = [member.Kind == MemberKind.Method ? null : member.Kind.ToString().ToLowerInvariant(), member.IsBaseline ? "baseline" : null, .. member.Categories, member.SkippedBecause is { } reason ? $"skipped: {reason}" : null];
        if (notes.OfType<string>().ToArray() is { Length: > 0 } told)
            text.Append($"  [{string.Join(", ", told)}]\n");
        if (member.Summary is { } summary)
            text.Append($"  {summary}\n");
        if (member.Returns is { } returns)
            text.Append($"  returns: {returns}\n");
        foreach (var parameter in member.Parameters.Where(p => p.Role == ParameterRole.Argument))
            parameters.Append(parameter, hasRows: HasRows(member));
    }

    private static void AppendObject(StringBuilder text, ParameterText parameters, ImmutableArray<MemberDescription> members)
    {
        if (members.FirstOrDefault(m => m.Kind != MemberKind.Constructor && !m.IsStatic) is not { } member)
            return;
        var (scope, why) = member.Kind switch
        {
            MemberKind.Test => ("op", "a fresh object for each call, set up and ended untimed"),
            MemberKind.Benchmark => ("thread", "one object per thread, set up and cleaned up untimed"),
            _ => ("group", "one object, shared by all threads of the group"),
        };
        text.Append($"\ncalled on {why} (--instance {scope}; or {string.Join(", ", new[] { "op", "thread", "group" }.Where(s => s != scope))})\n");
        foreach (var (constructor, i) in member.Constructors.Select((c, i) => (c, i)).Where(c => !c.c.IsEmpty))
        {
            text.Append(member.Kind == MemberKind.Benchmark ? "  its parameters, by keyword:\n"
                : $"  {(i == 0 ? "made by" : "or")} new({string.Join(", ", constructor.Select(p => p.Signature))}){(i == 0 ? ", by keyword:" : "")}\n");
            foreach (var parameter in constructor)
                parameters.Append(parameter);
        }
    }

    private static bool HasRows(MemberDescription member) => member.Kind is MemberKind.Test or MemberKind.Benchmark;

    /// <summary>A command line that binds: required arguments have a value of their type.</summary>
    private static string Example(MemberDescription member, TargetName target)
    {
        var arguments = HasRows(member) ? [] : member.Parameters.Where(p => p is { Role: ParameterRole.Argument, Default: null, IsParams: false }).Select(ParameterText.Example);
        var made = member.Kind == MemberKind.Method && member.Constructors is { Length: > 0 } constructors && constructors.All(c => !c.IsEmpty)
            ? constructors.MinBy(c => c.Length)!.Where(p => p is { Default: null, IsParams: false }).Select(p => $"{p.Name}={ParameterText.Example(p)}")
            : [];
        var loop = member.Kind == MemberKind.Test ? "-t 2 --until-failure --duration 10s" : "-t 2 --duration 2s";
        return $"threadmill run {Quoted($"{target.File}::{WithTypeArguments(member.Name)}")}{string.Concat(arguments.Concat(made).Select(a => " " + Quoted(a)))} {loop}";
    }

    /// <summary>An <c>int</c> for every type parameter.</summary>
    private static string WithTypeArguments(string name) => TypeParameter().Replace(name, "int");

    private static string Quoted(string word) => word.Any(c => c is ' ' or '<' or '>' or '{' or '[' or '&' or ';') ? $"\"{word}\"" : word;

    private static string Plain(string name) => Generic().Replace(name, "");

    [GeneratedRegex("<[^<>]*>")]
    private static partial Regex Generic();

    [GeneratedRegex(@"(?<=[<,]\s*)\w+(?=\s*[,>])")]
    private static partial Regex TypeParameter();
}
