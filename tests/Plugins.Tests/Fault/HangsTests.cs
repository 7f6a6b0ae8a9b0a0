using Threadmill;
using Threadmill.Plugins.Fault;

namespace Plugins.Tests.Fault;

public sealed class HangsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void A_sleep_without_end_is_ended_by_an_interrupt() =>
        Assert.IsType<ThreadInterruptedException>(InterruptedWhileWaiting(() => Hangs.Hang(TimeSpan.Zero)));

    [Fact]
    public void A_swallowed_interrupt_ends_nothing()
    {
        var thread = new Thread(() => Hangs.Swallow(TimeSpan.Zero)) { IsBackground = true };
        thread.Start();
        for (var i = 0; i < 3; i++)
        {
            AwaitWaiting(thread);
            thread.Interrupt();
        }
        AwaitWaiting(thread);
        Assert.True(thread.IsAlive);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(16)]
    public void Threads_deadlock_for_certain_and_an_interrupt_of_one_breaks_the_circle(int threads)
    {
        var circle = new Circle();
        var members = Enumerable.Range(0, threads).Select(i => new Deadlock(circle, new WorkloadThread(index: i, groupSize: threads + 1), TimeSpan.Zero)).ToArray();
        var ends = new Exception?[threads];
        var started = members.Select((member, i) => new Thread(() => ends[i] = Record.Exception(member.Meet)) { IsBackground = true }).ToArray();
        Array.ForEach(started, thread => thread.Start());
        Array.ForEach(started, AwaitWaiting);
        Assert.All(started, thread => Assert.True(thread.IsAlive));
        started[0].Interrupt();
        Assert.All(started, thread => Assert.True(thread.Join(Patience)));
        Assert.IsType<ThreadInterruptedException>(ends[0]);
        Assert.All(ends[1..], Assert.Null);
    }

    [Fact]
    public void A_deadlock_of_one_is_refused_with_the_cure() =>
        Assert.Contains("-t 2", Assert.Throws<InvalidOperationException>(() => new Deadlock(new Circle(), new WorkloadThread())).Message, StringComparison.Ordinal);

    [Fact]
    public void The_first_thread_keeps_the_lock_and_the_second_waits()
    {
        var kept = new KeptLock();
        var (first, second) = (new LockKept(kept, TimeSpan.Zero), new LockKept(kept, TimeSpan.Zero));
        var keeper = new Thread(first.Enter) { IsBackground = true };
        keeper.Start();
        Assert.True(keeper.Join(Patience));
        Assert.IsType<ThreadInterruptedException>(InterruptedWhileWaiting(second.Enter));
    }

    private static Exception? InterruptedWhileWaiting(Action wait)
    {
        Exception? end = null;
        var thread = new Thread(() => end = Record.Exception(wait)) { IsBackground = true };
        thread.Start();
        AwaitWaiting(thread);
        thread.Interrupt();
        Assert.True(thread.Join(Patience));
        return end;
    }

    private static void AwaitWaiting(Thread thread) =>
        Assert.True(SpinWait.SpinUntil(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Patience));
}
