namespace Threadmill.Plugins.Pools;

/// <summary>Where an asynchronous method goes before it comes back.</summary>
public enum HopKind
{
    /// <summary><see cref="Task.Yield"/>: to the end of the queue of the thread's own loop, and back.</summary>
    Yield,

    /// <summary>To a thread of the pool, and back to the thread's own loop.</summary>
    Pool,

    /// <summary>A task that is complete already: nowhere, the cost of the await alone.</summary>
    Completed,
}
