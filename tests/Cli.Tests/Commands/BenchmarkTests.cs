using System.Text.Json;
using Xunit;

namespace Cli.Tests.Commands;

/// <summary>An assembly compiled against the real BenchmarkDotNet, run as it is.</summary>
public sealed class BenchmarkTests
{
    private static readonly string Benchmarks = Tool.Fixture("TheirBenchmarks");

    [Fact]
    public void Benchmarks_run_with_their_first_parameters_set_up_and_cleaned_up()
    {
        (string Target, string[] Words, string Returned)[] calls =
        [
            ("SumBench.Loop", [], "14850"),
            ("SumBench.Loop", ["n=10", "order=falling", "factor=1"], "55"),
            ("SumBench.Special", [], "special 100"),
            ("SumBench.Sixteen", ["--ops", "10"], "360"),
            ("SumBench.Times", [], "6"),
            ("SumBench.Times", ["4", "5"], "20"),
            ("SumBench.Length", [], "4"),
            ("StackBench.Pop", ["--ops", "5"], "12"),
            ("GenericBench.Name", [], "Int32"),
            ("GenericBench<string>.Name", [], "String"),
            ("GenericBench<T>.Name", [], "Int32"),
            ("SumBench.Joined", [], "seven7"),
        ];
        var ran = Tool.Run([.. calls.SelectMany((c, i) => new[] { i == 0 ? "run" : ":", $"{Benchmarks}::{c.Target}" }.Concat(c.Words)), "--json"]);
        Assert.True(ran.Code == 0, ran.Err);
        Assert.Equal(calls.Select(c => c.Returned), ran.Json.GetProperty("threads").EnumerateArray().Select(t => t.GetProperty("returned").GetString()));
        Assert.Contains("cleaned after special", ran.Err, StringComparison.Ordinal);
        var told = ran.Json.GetProperty("diagnostics").EnumerateArray().Select(d => d.GetProperty("message").GetString()!).ToArray();
        Assert.Contains(told, t => t.Contains("N=100 is the first of 100, 1000; give N=VALUE, or --sweep N=100,1000", StringComparison.Ordinal));
        Assert.Contains(told, t => t.Contains("give others as words: 4 5", StringComparison.Ordinal));
        var metrics = ran.Thread(3).GetProperty("metrics");
        Assert.Equal(160, metrics.GetProperty("innerOps").GetProperty("last").GetDouble());
        var stack = ran.Thread(7).GetProperty("latencyNs").GetProperty("p50").GetInt64();
        Assert.True(stack * 5 < ran.Thread(7).GetProperty("wallNs").GetInt64() / 5, $"{stack}");
    }

    [Theory]
    [InlineData(1, "thread", 1)]
    [InlineData(2, "thread", 2)]
    [InlineData(2, "group", 1)]
    public void They_run_unchanged_on_threads_of_their_own_or_with_one_state(int threads, string scope, int cleaned)
    {
        var ran = Tool.Run("run", $"{Benchmarks}::SumBench.Linq", "-t", $"{threads}", "--instance", scope, "--duration", "200ms", "--warmup", "50ms", "--json");
        Assert.True(ran.Code == 0, ran.Err);
        for (var i = 0; i < threads; i++)
        {
            Assert.Equal("14850", ran.Thread(i).GetProperty("returned").GetString());
            Assert.Equal(scope, ran.Thread(i).GetProperty("instance").GetString());
            Assert.True(ran.Thread(i).GetProperty("ops").GetInt64() > 0);
        }
        Assert.Equal(cleaned, ran.Err.Split("cleaned after all").Length - 1);
    }

    [Fact]
    public void Parameters_are_swept()
    {
        var ran = Tool.Run("run", $"{Benchmarks}::SumBench.Special", "--sweep", "n=10,20", "--json");
        Assert.True(ran.Code == 0, ran.Err);
        Assert.Equal(["special 10", "special 20"], ran.Json.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("threads")[0].GetProperty("returned").GetString()));
    }
}
