namespace Threadmill.Plugins.Queues;

/// <summary>What carries items from producers to consumers.</summary>
public enum QueueKind
{
    /// <summary>ConcurrentQueue: unbounded, without locks; consumers poll.</summary>
    Concurrent,

    /// <summary>BlockingCollection over a ConcurrentQueue: bounded; both sides block.</summary>
    Blocking,

    /// <summary>Bounded Channel: both sides block.</summary>
    Channel,

    /// <summary>Unbounded Channel: consumers block.</summary>
    Unbounded,

    /// <summary>ConcurrentStack: last in, first out, unbounded; consumers poll.</summary>
    Stack,

    /// <summary>PriorityQueue of eight priorities under a lock: unbounded; consumers poll.</summary>
    Priority,

    /// <summary>A ring buffer for many producers and consumers, without locks: bounded; both sides poll.</summary>
    Ring,
}
