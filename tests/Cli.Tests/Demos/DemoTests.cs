using Xunit;

namespace Cli.Tests.Demos;

/// <summary>The plans in tools/demos run, in a short form, and end as their comments say.</summary>
public sealed class DemoTests
{
    private static readonly string Folder = Path.Combine(Tool.Root, "tools", "demos");

    public static TheoryData<string> Plans() => [.. Directory.GetFiles(Folder, "*.toml").Select(Path.GetFileName).OfType<string>().Order()];

    [Theory]
    [MemberData(nameof(Plans))]
    public void Every_plan_says_how_to_run_it_and_what_to_see_and_can_be_run(string plan)
    {
        var text = File.ReadAllText(Path.Combine(Folder, plan));
        Assert.Contains($"#   threadmill run -f tools/demos/{plan}", text, StringComparison.Ordinal);
        Assert.Contains("# See: ", text, StringComparison.Ordinal);
        var ran = new Tool().In(Tool.Root).Start("run", "-f", $"tools/demos/{plan}", "--dry-run").End();
        Assert.True(ran.Code == 0, ran.Err);
    }

    [Fact]
    public void A_closed_loop_hides_what_an_open_one_shows()
    {
        var groups = Run("coordinated-omission.toml", "--duration", "600ms").Json.GetProperty("groups").EnumerateArray().ToDictionary(g => g.GetProperty("name").GetString()!);
        var p99 = groups["open"].GetProperty("latencyNs").GetProperty("p99").GetDouble();
        Assert.True(p99 > 2 * groups["closed"].GetProperty("latencyNs").GetProperty("p50").GetDouble(), $"open loop: p99 {p99} ns");
        Assert.True(groups["open"].GetProperty("backlog").GetInt64() > 0);
    }

    [Fact]
    public void The_deadlock_is_told_by_name()
    {
        var ran = new Tool().In(Tool.Root).Start("run", "-f", "tools/demos/deadlock.toml").End();
        Assert.Equal(4, ran.Code);
        for (var i = 0; i < 5; i++)
            Assert.Contains($"philosopher_{i}", ran.Out, StringComparison.Ordinal);
        Assert.Contains("a deadlock of 5", ran.Out + ran.Err, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_point_of_a_sweep_has_its_row()
    {
        Assert.Equal(24, Points("locks.toml", "--ops", "20"));
        Assert.Equal(12, Points("caches.toml", "--ops", "2"));
        Assert.Equal(4, Points("false-sharing.toml", "--ops", "20"));

        static int Points(string plan, params string[] more) => Run(plan, ["--duration", "1s", "--warmup", "0s", "--isolate", "none", .. more]).Json.GetProperty("scaling").GetArrayLength();
    }

    [Theory]
    [InlineData("placement.toml", "--pin", "0")]
    [InlineData("noisy-neighbour.toml", "--isolate", "group")]
    public void Both_ways_of_a_comparison_run(string plan, string option, string value)
    {
        string[] shortly = ["--duration", "50ms", "--warmup", "10ms"];
        Assert.True(Run(plan, shortly).Json.GetProperty("totals").GetProperty("ops").GetInt64() > 0);
        Assert.True(Run(plan, [.. shortly, option, value]).Json.GetProperty("totals").GetProperty("ops").GetInt64() > 0);
    }

    [Fact]
    public void The_matrix_has_a_figure_for_every_pair_of_CPUs()
    {
        if (Environment.ProcessorCount < 2 || OperatingSystem.IsWindows())
            return;
        var ran = new Tool().In(Tool.Root).With("THREADMILL", Tool.Shell).StartAs("python3", "tools/demos/latency", "0,1", "20ms").End();
        Assert.True(ran.Code == 0, ran.Err);
        Assert.Matches(@"^ +ns +0\n +1 +\d+\n$", ran.Out);
    }

    private static Ran Run(string plan, params string[] more)
    {
        var ran = new Tool().In(Tool.Root).Start(["run", "-f", $"tools/demos/{plan}", "--json", .. more]).End();
        Assert.True(ran.Code == 0, $"{plan}: exit {ran.Code}\n{ran.Err}");
        return ran;
    }
}
