using Threadmill.Plugins.Sleep;

namespace Plugins.Tests.Sleep;

public sealed class SleepsTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(1.5)]
    [InlineData(20)]
    public void It_never_wakes_before_its_time(double milliseconds)
    {
        var time = TimeSpan.FromMilliseconds(milliseconds);
        var start = TimeProvider.System.GetTimestamp();
        Sleeps.Sleep(time);
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= time);
    }

    [Fact]
    public void A_request_to_stop_wakes_it_even_from_a_sleep_of_years()
    {
        using var stop = new CancellationTokenSource();
        Exception? end = null;
        var thread = new Thread(() => end = Record.Exception(() => Sleeps.Sleep(TimeSpan.FromDays(1000), stop.Token))) { IsBackground = true };
        thread.Start();
        Assert.True(SpinWait.SpinUntil(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(60)));
        stop.Cancel();
        Assert.True(thread.Join(TimeSpan.FromSeconds(60)));
        Assert.IsType<OperationCanceledException>(end);
    }

    [Fact]
    public void After_a_request_to_stop_it_does_not_sleep_at_all() =>
        Assert.Throws<OperationCanceledException>(() => Sleeps.Sleep(TimeSpan.FromDays(1000), new CancellationToken(canceled: true)));

    [Fact]
    public void A_negative_time_is_refused() =>
        Assert.Equal("time", Assert.Throws<ArgumentOutOfRangeException>(() => Sleeps.Sleep(TimeSpan.FromMilliseconds(-1))).ParamName);
}
