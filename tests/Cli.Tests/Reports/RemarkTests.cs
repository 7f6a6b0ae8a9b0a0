using Xunit;

namespace Cli.Tests.Reports;

/// <summary>What a person is told beside the figures, so that nobody believes the wrong thing of them.</summary>
public sealed class RemarkTests
{
    private static readonly string Here = typeof(Targets).Assembly.Location;

    [Theory]
    [InlineData("Targets.Count", "3")]
    [InlineData("Targets.Evens")]
    [InlineData("Targets.CountLater")]
    public void A_sequence_that_nobody_reads_is_told(params string[] words)
    {
        var ran = Tool.Run(["run", $"{Here}::{words[0]}", .. words[1..], "-t", "2", "--json"]);
        Assert.Equal(0, ran.Code);
        Assert.Single(Codes(ran), "unread");
    }

    [Fact]
    public void A_sequence_that_was_read_is_not() => Assert.DoesNotContain("unread", Codes(Tool.Run("run", $"{Here}::Targets.Counted", "--json")));

    [Fact]
    public void Percentiles_of_few_samples_are_told()
    {
        Assert.Contains("samples", Codes(Tool.Run("run", "nop", "--ops", "1000", "--sampling", "100", "--json")));
        Assert.DoesNotContain("samples", Codes(Tool.Run("run", "nop", "--ops", "1000", "--sampling", "every", "--json")));
    }

    [Fact]
    public void A_cost_that_does_not_come_to_rest_is_told_unless_the_warm_up_had_a_length()
    {
        string[] words = ["run", $"{Here}::Targets.Slower", "--duration", "10ms", "--json"];
        Assert.Contains("warm-up", Codes(Tool.Run(words)));
        Assert.DoesNotContain("warm-up", Codes(Tool.Run([.. words, "--warmup", "100ms"])));
    }

    [Fact]
    public void What_untimed_steps_allocate_is_not_the_calls()
    {
        var thread = Tool.Run("run", $"{Here}::Roomy.Length", "--instance", "op", "--ops", "100", "--json").Thread(0);
        Assert.InRange(thread.GetProperty("allocatedBytes").GetInt64(), 0, 100_000);
    }

    [Fact]
    public void Of_a_task_of_several_every_exception_is_told()
    {
        var thrown = Tool.Run("run", $"{Here}::Targets.FailTwice", "--json").Json.GetProperty("exceptions")[0];
        Assert.Equal(["System.IO.InvalidDataException", "System.TimeoutException"], thrown.GetProperty("inner").EnumerateArray().Select(i => i.GetProperty("type").GetString()));
    }

    [Fact]
    public void The_workers_whole_CPU_time_is_told() =>
        Assert.InRange(Tool.Run("run", "cpu.spin", "1ms", "--ops", "50", "-t", "2", "--json").Json.GetProperty("workers")[0].GetProperty("cpuNs").GetInt64(), 20_000_000, long.MaxValue);

    private static string?[] Codes(Ran ran) => [.. ran.Json.GetProperty("diagnostics").EnumerateArray().Select(d => d.GetProperty("code").GetString())];
}
