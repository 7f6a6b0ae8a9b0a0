using Threadmill.Plugins.Nop;
using Threadmill.Plugins.Pools;

namespace Plugins.Tests.Pools;

public sealed class AsyncHopTests
{
    [Theory]
    [InlineData(HopKind.Yield, 7, 7)]
    [InlineData(HopKind.Pool, 7, 7)]
    [InlineData(HopKind.Completed, 7, 0)]
    public void A_call_awaits_that_often_and_comes_back_to_its_own_loop(HopKind kind, int hops, int posts)
    {
        var loop = new Loop();
        var hop = new AsyncHop(kind, hops);
        Assert.Equal(hops, loop.Run(hop.Hop));
        Assert.InRange(loop.Posts, kind == HopKind.Pool ? 0 : posts, posts); // what the pool has done already is not waited for
        hop.ComesBackToItsThread();
    }

    [Fact]
    public void Coming_back_on_another_thread_is_found()
    {
        var hop = new AsyncHop(HopKind.Yield, hops: 3);
        var stray = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new Elsewhere());
            hop.Hop().GetAwaiter().GetResult();
        });
        stray.Start();
        stray.Join();
        Assert.Equal(3, hop.Strays);
        Assert.Equal("3 awaits came back on another thread", Assert.Throws<InvalidOperationException>(hop.ComesBackToItsThread).Message);
    }

    [Fact]
    public void Without_a_loop_any_thread_will_do()
    {
        foreach (var kind in Enum.GetValues<HopKind>())
        {
            using var crew = new Crew().Add(16, _ => new AsyncHop(kind, hops: 5), hop => Assert.Equal(5, hop.Hop().GetAwaiter().GetResult()), ops: 20).Run();
            Assert.Empty(crew.Failures);
        }
    }

    [Fact]
    public void The_empty_asynchronous_operation_is_complete_at_once_unless_it_yields()
    {
        Assert.True(Nops.NopAsync().IsCompletedSuccessfully);
        Assert.InRange(Crew.AllocatedPerCall(() => Nops.NopAsync()), 0, 0.99);
        var loop = new Loop();
        loop.Run(() => Nops.NopAsync(yields: true).AsTask());
        Assert.Equal(1, loop.Posts);
    }

    /// <summary>Posts to the pool.</summary>
    private sealed class Elsewhere : SynchronizationContext;

    /// <summary>Runs an asynchronous method on the calling thread, continuations included.</summary>
    private sealed class Loop : SynchronizationContext
    {
        private readonly System.Collections.Concurrent.BlockingCollection<(SendOrPostCallback Callback, object? State)> queue = [];

        public int Posts { get; private set; }

        public override void Post(SendOrPostCallback d, object? state) => queue.Add((d, state));

        public T Run<T>(Func<Task<T>> start)
        {
            var task = (Task<T>)RunTask(start);
            return task.GetAwaiter().GetResult();
        }

        public void Run(Func<Task> start) => RunTask(start).GetAwaiter().GetResult();

        private Task RunTask(Func<Task> start)
        {
            var before = Current;
            SetSynchronizationContext(this);
            try
            {
                var task = start();
                _ = task.ContinueWith(_ => queue.CompleteAdding(), TaskScheduler.Default);
                foreach (var (callback, state) in queue.GetConsumingEnumerable())
                {
                    Posts++;
                    callback(state);
                }
                return task;
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }
    }
}
