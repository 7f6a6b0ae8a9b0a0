using Threadmill.Engine.Results;
using Xunit;

namespace Engine.Tests.Results;

public sealed class ThresholdTests
{
    [Theory]
    [InlineData("p99 > 15ns", 15)]
    [InlineData("mean:gt:1.5ns", 1.5)]
    [InlineData("p50>1us50ns", 1050)]
    [InlineData("max > 00:00:01", 1e9)]
    [InlineData("ops/s < 1.5M", 1.5e6)]
    [InlineData("cpuUtilisation < 80%", 0.8)]
    public void A_limit_is_read_to_the_nanosecond(string expression, double limit) => Assert.Equal(limit, Threshold.Parse(expression).Limit);
}
