using Threadmill.Engine.Threads;
using Xunit;

namespace Engine.Tests.Threads;

public sealed class SamplingTests
{
    [Fact]
    public void A_call_that_takes_long_but_hardly_any_CPU_is_timed_every_time() =>
        Assert.Equal(1, Sampling.Calibrated(timedNs: 3, clockReadNs: 25, elapsedNs: 100_000_000).Every);

    [Fact]
    public void Between_two_samples_no_more_than_hundredths_of_a_second_pass() =>
        Assert.InRange(Sampling.Calibrated(timedNs: 26, clockReadNs: 25, elapsedNs: 100_000).Every, 16, 100);

    [Fact]
    public void A_short_call_is_sampled() =>
        Assert.InRange(Sampling.Calibrated(timedNs: 27, clockReadNs: 25, elapsedNs: 27).Every, 100, 4096);
}
