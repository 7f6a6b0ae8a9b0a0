using Spectre.Console;
using Threadmill.Cli.Reports;
using Threadmill.Engine.Plugins;

namespace Threadmill.Cli.Commands;

/// <summary>What can be called of a file, as <c>list</c> shows it: benchmarks, tests, then all else by type.</summary>
internal static class MemberListText
{
    private const int WidestSignature = 60;

    /// <summary>Of what a class has of another, its tests and benchmarks: they are what it was made for.</summary>
    public static MemberDescription[] Matching(IEnumerable<MemberDescription> members, string? filter) =>
        [.. members.Where(m => !m.IsInherited || IsRunByOthers(m)).Where(m => filter is null || Holds(m.Name, filter) || Holds(m.Kind.ToString(), filter) || m.Categories.Any(c => Holds(c, filter)))];

    public static void Write(IAnsiConsole console, IReadOnlyList<MemberDescription> members)
    {
        // Set-ups and sources of rows are public too, but they are not what their class is for.
        var ofTests = members.Where(IsRunByOthers).Select(m => m.Type).ToHashSet();
        var shown = members.Where(m => IsRunByOthers(m) || !(ofTests.Contains(m.Type) || m.Name.EndsWith(".Dispose", StringComparison.Ordinal) || m.Name.EndsWith(".DisposeAsync", StringComparison.Ordinal)));
        foreach (var kind in shown.GroupBy(m => m.Kind switch { MemberKind.Benchmark => "benchmarks", MemberKind.Test => "tests", _ => "members" }).OrderBy(g => g.Key))
        {
            console.Write(new Text($"{kind.Key}\n", new Style(decoration: Decoration.Bold)));
            foreach (var type in kind.GroupBy(m => m.Type).OrderBy(g => g.Key, StringComparer.Ordinal))
            {
                console.Write(new Text($"  {SafeText.Line(type.Key)}\n"));
                var width = type.Max(m => Math.Min(m.Signature.Length, WidestSignature)) + 2;
                foreach (var member in type)
                    console.Write(new Text($"    {SafeText.Line(member.Signature).PadRight(width - 2)}  {SafeText.Line(Notes(member) + member.Summary)}".TrimEnd() + "\n") { Overflow = Overflow.Ellipsis });
            }
        }
    }

    private static bool IsRunByOthers(MemberDescription member) => member.Kind is MemberKind.Test or MemberKind.Benchmark;

    private static string Notes(MemberDescription member)
    {
        string?[] notes = [member.IsBaseline ? "baseline" : null, .. member.Categories, member.SkippedBecause is { } reason ? $"skipped: {reason}" : null];
        var all = string.Join(", ", notes.OfType<string>());
        return all.Length == 0 ? "" : $"[{all}] ";
    }

    private static bool Holds(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
