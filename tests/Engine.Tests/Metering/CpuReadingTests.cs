using Threadmill.Engine.Metering;
using Xunit;

namespace Engine.Tests.Metering;

public sealed class CpuReadingTests
{
    [Theory]
    [InlineData(100, 10, 150, 20, 50, 10)]
    [InlineData(100, 10, 99, 30, 0, 19)]
    [InlineData(100, 10, 130, 5, 25, 0)]
    [InlineData(-1, -1, 130, 5, -1, -1)]
    public void A_split_that_moves_back_leaves_the_exact_sum(long user, long system, long laterUser, long laterSystem, long usedUser, long usedSystem)
    {
        var used = Of(laterUser, laterSystem) - Of(user, system);
        Assert.Equal((usedUser, usedSystem), (used.UserNs, used.SystemNs));
    }

    private static CpuReading Of(long user, long system) => new(user, system, 0, 0, 0, 0, 0, 0);
}
