using Threadmill;
using Threadmill.Plugins.Cores;

namespace Plugins.Tests.Cores;

/// <summary>Ping-pong and hand-off: two by two, over a word or over semaphores.</summary>
public sealed class PairTests
{
    private static readonly TimeSpan NoPause = TimeSpan.Zero;

    [Theory]
    [InlineData(2, 2000)]
    [InlineData(6, 200)]
    [InlineData(64, 20)]
    [InlineData(256, 3)]
    public void Each_operation_is_one_round_trip_on_both_sides(int threads, int ops)
    {
        var arena = new Arena();
        using var crew = new Crew().Add(threads, me => new PingPong(arena, me), player => player.Play(), ops).Run();
        Assert.Empty(crew.Failures);
        // And the serve, which nobody answers any more at the end.
        Assert.All(arena.Pairs.Courts, court => Assert.Equal((2L * ops) + 1, court.Turn));
        Assert.Equal(threads / 2, arena.Pairs.Courts.Count);
        Crew.Check(arena);
    }

    [Theory]
    [InlineData(2, 500)]
    [InlineData(64, 20)]
    [InlineData(256, 3)]
    public void Each_operation_is_one_wake_up_and_one_hand_off(int threads, int ops)
    {
        var track = new RelayTrack();
        using var crew = new Crew().Add(threads, me => new HandOff(track, me, NoPause), runner => Assert.True(runner.Run() > 0), ops).Run();
        Assert.Empty(crew.Failures);
        Assert.True(crew.Metrics["wakeup ns"] >= 0);
        Crew.Check(track);
    }

    [Fact]
    public void A_round_trip_and_a_hand_off_allocate_nothing()
    {
        var (arena, track) = (new Arena(), new RelayTrack());
        using var players = new Crew().Add(2, me => new PingPong(arena, me), player => AssertNothing(() => player.Play()), ops: 1).Run();
        using var runners = new Crew().Add(2, me => new HandOff(track, me, NoPause), runner => AssertNothing(() => runner.Run()), ops: 1).Run();
        Assert.Empty(players.Failures);
        Assert.Empty(runners.Failures);

        static void AssertNothing(Action operation) => Assert.InRange(Crew.AllocatedPerCall(operation, calls: 500), 0, 0.99);
    }

    [Fact]
    public void Neighbours_by_index_are_partners()
    {
        var pairs = new Pairs<object>("some.pairs");
        foreach (int index in new[] { 7, 2, 9, 4 })
            pairs.Join(index);
        Assert.Same(pairs.Find(2).Court, pairs.Find(4).Court);
        Assert.Same(pairs.Find(7).Court, pairs.Find(9).Court);
        Assert.NotSame(pairs.Find(4).Court, pairs.Find(7).Court);
        Assert.Equal([true, false, true, false], new[] { 2, 4, 7, 9 }.Select(index => pairs.Find(index).IsFirst));
    }

    [Fact]
    public void A_thread_without_a_partner_is_refused()
    {
        var arena = new Arena();
        using var crew = new Crew().Add(3, me => new PingPong(arena, me), player => player.Play(), ops: 1).Run();
        Assert.Equal(3, crew.Failures.Count);
        Assert.All(crew.Failures, failure => Assert.Equal("the group has 3 threads of core.pingpong, which play in pairs: give an even number", failure.Message));

        var track = new RelayTrack();
        using var alone = new HandOff(track, new WorkloadThread());
        Assert.Equal("the group has 1 thread of core.handoff, which play in pairs: give an even number", Assert.Throws<InvalidOperationException>(() => alone.Run()).Message);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(16)]
    public void Stopped_in_the_middle_all_end_and_the_checks_hold(int threads)
    {
        var arena = new Arena();
        var track = new RelayTrack();
        using var crew = new Crew()
            .Add(threads, me => new PingPong(arena, me), player => player.Play())
            .Add(threads, me => new HandOff(track, me, NoPause), runner => runner.Run())
            .Add(1, _ => new object(), _ => Thread.Yield(), ops: 2000)
            .Run(firstDoneStopsAll: true);
        Assert.Empty(crew.Failures);
        Crew.Check(arena);
        Crew.Check(track);
    }

    [Fact]
    public void A_few_calls_too_many_are_no_failure_and_many_are()
    {
        var (arena, otherArena) = (new Arena(), new Arena());
        var (track, otherTrack) = (new RelayTrack(), new RelayTrack());
        using var crew = new Crew();
        foreach (var (few, many) in new[] { (10, 12), (12, 10) })
        {
            var (hall, lane) = few < many ? (arena, track) : (otherArena, otherTrack);
            crew.Add(1, me => new PingPong(hall, me), player => player.Play(), few).Add(1, me => new PingPong(hall, me), player => player.Play(), many);
            crew.Add(1, me => new HandOff(lane, me, NoPause), runner => runner.Run(), few).Add(1, me => new HandOff(lane, me, NoPause), runner => runner.Run(), many);
        }
        crew.Run();
        Assert.Empty(crew.Failures);
        Assert.Equal(4 * 22, crew.Ops);
        Crew.Check(arena);
        Crew.Check(track);

        var endless = new Arena();
        using var late = new Crew()
            .Add(1, me => new PingPong(endless, me), player => player.Play(), ops: 5)
            .Add(1, me => new PingPong(endless, me), player => player.Play(), ops: 1000)
            .Run();
        Assert.StartsWith("the partner has ended", Assert.Single(late.Failures).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_turn_that_nobody_made_is_found()
    {
        var arena = new Arena();
        using var crew = new Crew().Add(2, me => new PingPong(arena, me), player => player.Play(), ops: 3).Run();
        arena.Pairs.Courts.First().Turn++;
        Assert.Equal("7 turns were made, and 8 are on the courts", Assert.Throws<InvalidOperationException>(arena.EveryPingHasItsPong).Message);
    }
}
