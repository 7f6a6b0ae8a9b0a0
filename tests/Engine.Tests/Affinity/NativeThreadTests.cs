using Threadmill.Engine.Affinity;
using Xunit;

namespace Engine.Tests.Affinity;

public sealed class NativeThreadTests
{
    [Fact]
    public void It_is_a_background_thread_with_a_name_that_can_be_interrupted()
    {
        if (!NativeThread.IsAvailable)
            return;
        using var hasBegun = new ManualResetEventSlim();
        using var hasEnded = new ManualResetEventSlim();
        Thread? thread = null;
        Exception? escaped = null;
        var isStarted = NativeThread.TryStart(() =>
        {
            thread = Thread.CurrentThread;
            thread.Name = "native";
            hasBegun.Set();
            try
            {
                Thread.Sleep(Timeout.Infinite);
            }
            catch (ThreadInterruptedException e)
            {
                escaped = e;
            }
            hasEnded.Set();
        });
        Assert.True(isStarted);
        Assert.True(hasBegun.Wait(TimeSpan.FromSeconds(30)));
        Assert.Equal(("native", true, false), (thread!.Name, thread.IsBackground, thread.IsThreadPoolThread));
        thread.Interrupt();
        Assert.True(hasEnded.Wait(TimeSpan.FromSeconds(30)));
        Assert.NotNull(escaped);
        Assert.True(thread.Join(TimeSpan.FromSeconds(30)));
    }
}
