using Xunit;

namespace Cli.Tests.Reports;

public sealed class MetricsTests
{
    [Fact]
    public void What_a_workload_reports_in_uncounted_calls_is_not_kept()
    {
        var thread = Tool.Run("run", "io.pipe", "--warmup", "100ms", "--duration", "200ms", "--json").Thread(0);
        Assert.True(thread.GetProperty("warmupOps").GetInt64() > 0);
        var bytes = thread.GetProperty("metrics").GetProperty("bytes");
        Assert.Equal(thread.GetProperty("ops").GetInt64(), bytes.GetProperty("count").GetInt64());
        Assert.Equal(4096.0 * thread.GetProperty("ops").GetInt64(), bytes.GetProperty("sum").GetDouble());
    }

    [Fact]
    public void Metrics_are_shown_per_group_with_the_units_that_their_names_say()
    {
        var ran = Tool.Run("run", "--ops", "3", "io.pipe", "block=1Ki", ":", "mem.chase", "size=4Ki", "--group", "chase");
        Assert.Matches(@"bytes +main +1 KiB +1 KiB +1 KiB +3 KiB +[\d.]+ [KM]iB/s +3", ran.Out);
        Assert.Matches(@"ns/hop +chase +[\d.]+ [nµm]?s +[\d.]+ [nµm]?s +[\d.]+ [nµm]?s +3", ran.Out);
        Assert.Equal(0, ran.Code);
    }

    /// <summary>1 KiB is reported by each call: whatever the rates are, they must be those of the calls.</summary>
    [Fact]
    public void Sums_per_second_count_by_the_time_that_ops_per_second_count_by()
    {
        var point = Tool.Run("run", "io.pipe", "block=1Ki", "-t", "2", "--ops", "300", "--repeat", "2", "--json").Json.GetProperty("scaling")[0];
        Assert.Equal(1024, point.GetProperty("metrics").GetProperty("bytes").GetDouble());
        Assert.Equal(1024, point.GetProperty("metricsPerSecond").GetProperty("bytes").GetDouble() / point.GetProperty("opsPerSecond").GetDouble(), 0.01);
    }

    [Theory]
    [InlineData("io.pipe", "bytes/s", @"[\d.]+ [KMG]?i?B/s")]
    [InlineData("mem.chase size=4Ki", "mean ns/hop", @"[\d.]+ [nµm]s")]
    public void A_sweep_says_of_a_metric_whether_it_is_a_rate_or_a_mean(string words, string title, string figure)
    {
        var lines = Tool.Run([.. $"run {words} -t 1,2 --ops 3".Split(' ')]).Out.Split('\n', StringSplitOptions.TrimEntries);
        Assert.EndsWith($"  {title}", lines.First(l => l.StartsWith("threads", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Matches($"  {figure}$", lines.First(l => l.StartsWith("2 ", StringComparison.Ordinal)));
    }
}
