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
}
