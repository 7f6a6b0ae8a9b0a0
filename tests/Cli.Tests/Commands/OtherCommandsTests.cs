using System.Text.Json;
using Xunit;

namespace Cli.Tests.Commands;

public sealed class OtherCommandsTests
{
    [Fact]
    public void List_shows_every_plugin_with_its_workloads_and_their_texts()
    {
        var ran = Tool.Run("list");
        Assert.Equal(0, ran.Code);
        Assert.Contains("nop", ran.Out, StringComparison.Ordinal);
        Assert.Contains("Counts the primes up to limit", ran.Out, StringComparison.Ordinal);
        Assert.Equal("", ran.Err);
        Assert.DoesNotContain("cpu.primes", Tool.Run("list", "sync").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_that_cannot_be_read_is_a_warning_and_an_error_only_when_asked_for()
    {
        using var folder = new Folder();
        folder.File("Broken/Broken.dll", "this is no assembly");
        var list = Tool.Run("list", "--plugin", folder.Path);
        Assert.Equal(0, list.Code);
        Assert.Contains("Broken.dll cannot be used", list.Err, StringComparison.Ordinal);
        Assert.Equal(0, Tool.Run("run", "nop", "--plugin", folder.Path).Code);
        var asked = Tool.Run("run", "broken.work", "--plugin", folder.Path);
        Assert.Equal(3, asked.Code);
        Assert.Contains("Broken.dll could not be read", asked.Err, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_tells_signature_texts_defaults_and_a_line_to_copy()
    {
        var ran = Tool.Run("describe", "cpu.primes");
        Assert.Contains("cpu.primes(int limit = 100000)", ran.Out, StringComparison.Ordinal);
        Assert.Contains("The highest number to try.", ran.Out, StringComparison.Ordinal);
        Assert.Contains("threadmill run cpu.primes", ran.Out, StringComparison.Ordinal);
        Assert.Equal(3, Tool.Run("describe", "cpu.prims").Code);
    }

    [Fact]
    public void Topology_shows_the_machine_and_where_a_pin_lands()
    {
        var ran = Tool.Run("topology", "--pin", "0", "-t", "2", "--json");
        var placement = ran.Json.GetProperty("placement");
        Assert.Equal(2, placement.GetArrayLength());
        Assert.Equal(0, placement[1][0].GetInt32());
        Assert.Contains("several threads share CPU 0", Tool.Run("topology", "--pin", "0", "-t", "2").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Config_prints_each_setting_with_its_source()
    {
        using var folder = new Folder();
        folder.File(".threadmill/config.toml", "grace = \"5s\"\nthreads = 3\n");
        var ran = new Tool().In(folder.Path).With("THREADMILL_TIMEOUT", "60s").Start("config").End();
        Assert.Contains("timeout = 1m  (THREADMILL_TIMEOUT)", ran.Out, StringComparison.Ordinal);
        Assert.Matches(@"grace = 5s  \(.*config\.toml\(1,1\)\)", ran.Out);
        Assert.Matches(@"threads = 3  \(.*config\.toml\(2,1\)\)", ran.Out);
        Assert.Contains("isolate = process  (default)", ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_win_in_the_designed_order()
    {
        using var folder = new Folder();
        folder.File(".threadmill/config.toml", "threads = 2\nname = \"config\"\ngroup = \"config\"\nstack-size = \"256K\"\n");
        var plan = folder.File("plan.toml", "[defaults]\nname = \"plan\"\n[[spec]]\ntarget = \"nop\"\nthreads = 3\ngroup = \"plan\"\n");
        var ran = new Tool().In(folder.Path).With("THREADMILL_GROUP", "environment").Start("run", "-f", plan, "-t", "4", "--dry-run").End();
        Assert.Equal("[[spec]]\ntarget = \"nop\"\nname = \"plan\"\ngroup = \"environment\"\nthreads = 4\nstack-size = \"256K\"\n", ran.Out.ReplaceLineEndings("\n").TrimStart());
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public void Completion_scripts_ask_the_tool(string shell) =>
        Assert.Contains("[suggest:", Tool.Run("completion", shell).Out, StringComparison.Ordinal);

    [Fact]
    public void Suggestions_complete_commands_and_words()
    {
        Assert.Contains("topology", Tool.Run("[suggest:14]", "threadmill top").Out, StringComparison.Ordinal);
        Assert.Contains("--priority", Tool.Run("[suggest:22]", "threadmill run nop --p").Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("threadmill run cpu.prim", "cpu.primes")]
    [InlineData("threadmill run nop -t 2 : probe.ty", "probe.types")]
    [InlineData("threadmill run probe.types count=1 to", "tone=")]
    [InlineData("threadmill run -t 2 probe.types tone=wh", "tone=whisper")]
    [InlineData("threadmill run nop --priority be", "below-normal")]
    [InlineData("threadmill run nop --fail-if p99.99", "p99.99:")]
    public void What_fits_at_the_cursor_of_a_run_is_suggested(string line, string only) =>
        Assert.Equal(only + "\n", Tool.Run($"[suggest:{line.Length}]", line).Out.ReplaceLineEndings("\n"));

    [Fact]
    public void Bash_completes_with_the_script()
    {
        if (OperatingSystem.IsWindows())
            return;
        var script = $"threadmill() {{ {Tool.Shell} \"$@\"; }}; compopt() {{ :; }}; source <(threadmill completion bash); "
            + "COMP_LINE='threadmill run probe.types tone=wh'; COMP_POINT=${#COMP_LINE}; _threadmill; echo \"${COMPREPLY[@]}\"";
        Assert.Equal("whisper\n", new Tool().StartAs("bash", "-c", script).End().Out);
    }

    [Fact]
    public void Help_has_every_option_and_examples()
    {
        var ran = Tool.Run("run", "--help");
        Assert.Equal(0, ran.Code);
        foreach (var option in new[] { "--pin", "--threads", "--on-error", "--dry-run", "-f", "--json" })
            Assert.Contains(option, ran.Out, StringComparison.Ordinal);
        Assert.Contains("Examples:", ran.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("list")]
    [InlineData("describe")]
    [InlineData("topology")]
    [InlineData("new plugin")]
    [InlineData("plugin add")]
    [InlineData("recover")]
    [InlineData("config")]
    [InlineData("schema")]
    [InlineData("completion")]
    [InlineData("man")]
    public void Every_command_has_examples_that_fit_a_terminal(string command)
    {
        var examples = Tool.Run([.. command.Split(' '), "--help"]).Out.Split("Examples:")[1].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.NotEmpty(examples);
        Assert.All(examples, e => Assert.True(e.Length <= 78, e));
    }

    [Fact]
    public void The_manual_page_is_made_from_the_same_symbols()
    {
        var page = Tool.Run("man").Out;
        Assert.StartsWith(".TH THREADMILL 1", page, StringComparison.Ordinal);
        Assert.Contains("\\-\\-stack\\-size", page, StringComparison.Ordinal);
        Assert.Contains(".SH EXIT STATUS", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_plan_schema_is_JSON_and_knows_every_key()
    {
        var properties = JsonDocument.Parse(Tool.Run("schema", "plan").Out).RootElement.GetProperty("properties");
        Assert.True(properties.TryGetProperty("spec", out _));
        Assert.True(properties.TryGetProperty("on-error", out _));
    }

    [Fact]
    public void Version_is_the_packages() => Assert.Matches(@"^\d+\.\d+\.\d+", Tool.Run("--version").Out);
}
