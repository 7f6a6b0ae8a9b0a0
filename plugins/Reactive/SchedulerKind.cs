namespace Threadmill.Plugins.Reactive;

/// <summary>Where a stream's items are delivered.</summary>
public enum SchedulerKind
{
    /// <summary>At once, on the thread that makes them.</summary>
    Immediate,

    /// <summary>On the thread that makes them, one after the other.</summary>
    CurrentThread,

    /// <summary>On the thread pool.</summary>
    TaskPool,

    /// <summary>On one thread of the stream's own.</summary>
    EventLoop,
}
