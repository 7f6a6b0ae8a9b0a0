using System.Text.RegularExpressions;
using Xunit;

namespace Cli.Tests;

/// <summary>The authors' guide, plugins/README.md: its code compiles, its commands end as it says, its messages are those of the tool.</summary>
public sealed partial class GuideTests : IDisposable
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Tool.Root, "plugins", "README.md"));
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Its_code_compiles_and_its_commands_end_as_it_says()
    {
        folder.File("guide.cs", string.Join('\n', Blocks("csharp").Where(b => !b.Contains("WorkloadTest.", StringComparison.Ordinal))));
        var listed = Start("list", "guide.cs").End();
        Assert.Equal(Blocks("").Single().Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), Told(listed.Err).Order(StringComparer.Ordinal));
        // The first block is the life of a package, which .ci/authors goes through.
        var commands = Blocks("sh").Skip(1).SelectMany(b => Command().Matches(b)).ToArray();
        Assert.True(commands.Length > 10, $"only {commands.Length} commands were found");
        // Two at a time: there are two cores or more.
        Assert.All(commands.Chunk(2).SelectMany(two => two.Select(c => (Command: c, Running: Start([.. Words().Matches(c.Groups["words"].Value).Select(w => w.Value.Trim('\''))]))).ToArray()), pair =>
        {
            var (c, running) = pair;
            var ran = running.End();
            var wanted = c.Groups["code"] is { Success: true, Value: var code } ? int.Parse(code) : 0;
            Assert.True(ran.Code == wanted && (ran.Out + ran.Err).Contains(c.Groups["told"].Value.Trim(), StringComparison.Ordinal), $"{c.Value}: exit {ran.Code}\n{ran.Out}{ran.Err}");
        });
    }

    [Fact]
    public void Its_test_is_the_one_that_a_new_plugin_has()
    {
        var template = File.ReadAllText(Path.Combine(Tool.Root, "tools", "templates", "plugin", "MyPlugin.Tests", "WorkloadTests.cs"));
        Assert.Contains(Blocks("csharp").Single(b => b.Contains("WorkloadTest.", StringComparison.Ordinal)), template, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Blocks(string language) =>
        Block().Matches(Text).Where(m => m.Groups["language"].Value == language).Select(m => m.Groups["text"].Value);

    private static IEnumerable<string> Told(string err) => err.Split('\n').Where(l => l.StartsWith("warning: ", StringComparison.Ordinal)).Select(l => l[l.IndexOf("workload '", StringComparison.Ordinal)..]);

    private Running Start(params string[] words) => new Tool().In(folder.Path).With("XDG_CACHE_HOME", Path.Combine(folder.Path, "cache")).Start(words);

    [GeneratedRegex("^```(?<language>[a-z]*)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^threadmill (?<words>[^#\n]*)(# (?<code>\d+): (?<told>.*))?$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Words();
}
