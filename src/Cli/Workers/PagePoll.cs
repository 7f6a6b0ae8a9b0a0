using Threadmill.Engine.Affinity;

namespace Threadmill.Cli.Workers;

/// <summary>Does something again and again until it is disposed, on a thread of its own: workloads may keep the pool's threads, on which timers run, for themselves.</summary>
internal sealed class PagePoll : IDisposable
{
    private readonly ManualResetEvent isOver = new(false);
    private readonly Thread thread;

    public PagePoll(TimeSpan every, Action poll)
    {
        thread = new Thread(() =>
        {
            ShortTurns.Take();
            while (!isOver.WaitOne(every))
                poll();
        })
        { IsBackground = true, Name = "poll" };
        thread.Start();
    }

    public void Dispose()
    {
        isOver.Set();
        thread.Join();
        isOver.Dispose();
    }
}
