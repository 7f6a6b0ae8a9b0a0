using System.Reactive.Concurrency;

namespace Threadmill.Plugins.Reactive;

/// <summary>The schedulers of System.Reactive by name.</summary>
internal static class Schedulers
{
    /// <returns>Null for none: items are delivered by whoever makes them.</returns>
    public static IScheduler? Of(SchedulerKind kind) => kind switch
    {
        SchedulerKind.CurrentThread => CurrentThreadScheduler.Instance,
        SchedulerKind.TaskPool => TaskPoolScheduler.Default,
        SchedulerKind.EventLoop => new EventLoopScheduler(start => new Thread(start) { IsBackground = true, Name = "rx-loop" }),
        _ => null,
    };
}
