using CsCheck;
using Threadmill.Engine.Threads;
using Xunit;

namespace Engine.Tests.Threads;

public sealed class ScheduleTests
{
    [Fact]
    public void The_threads_of_a_spec_share_one_even_schedule() =>
        Gen.Select(Gen.Double[0.01, 1e7], Gen.Int[1, 64], Gen.Long[0, 1L << 40], Gen.Long[0, 10_000]).Sample((rate, threads, start, n) =>
        {
            for (var turn = 0; turn < threads; turn++)
            {
                var ideal = start + (((n * threads) + turn) * 1e9 / rate);
                Assert.InRange(new Schedule(start, rate, threads, turn).DueNs(n), Math.Floor(ideal) - 1, Math.Ceiling(ideal) + 1);
            }
            var first = new Schedule(start, rate, threads, 0);
            var last = new Schedule(start, rate, threads, threads - 1);
            Assert.True(last.DueNs(n) <= first.DueNs(n + 1));
        });

    [Fact]
    public void A_day_of_calls_has_not_drifted() =>
        Assert.Equal(86_400_000_000_000, new Schedule(0, 3000, 3, 0).DueNs(86_400_000));
}
