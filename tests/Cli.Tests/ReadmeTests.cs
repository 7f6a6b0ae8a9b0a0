using System.Text.RegularExpressions;
using Xunit;

namespace Cli.Tests;

/// <summary>What the README tells people to type works.</summary>
public sealed partial class ReadmeTests
{
    public static TheoryData<string> Commands()
    {
        var text = File.ReadAllText(Path.Combine(Tool.Root, "README.md"));
        return [.. Line().Matches(text).Select(m => m.Groups[1].Value.Trim()).Where(c => !c.Contains("./My.dll", StringComparison.Ordinal) && !c.Contains(".toml", StringComparison.Ordinal) && !c.Contains("result.json", StringComparison.Ordinal)).Distinct()];
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_of_the_README_runs(string words)
    {
        using var folder = new Folder();
        var isScript = words.Contains("./My.cs", StringComparison.Ordinal);
        if (isScript)
            folder.File("My.cs", Script().Match(File.ReadAllText(Path.Combine(Tool.Root, "README.md"))).Groups[1].Value);
        var ran = new Tool().In(isScript ? folder.Path : Tool.Root).Start(Words().Matches(words).Select(m => m.Value.Trim('"')).ToArray()).End();
        int[] expected = words.Contains("sync.racy", StringComparison.Ordinal) ? [0, 5] : [0];
        Assert.True(expected.Contains(ran.Code), $"threadmill {words}: exit {ran.Code}\n{ran.Err}");
    }

    [GeneratedRegex(@"(?:`threadmill|src/Cli --) ((?:run|list|describe|topology)[^`#\n]*)")]
    private static partial Regex Line();

    [GeneratedRegex("```csharp\n(#:package.*?)```", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Words();
}
