namespace Threadmill.Engine.Targets;

/// <summary>Who shares the object on which an instance method is called.</summary>
public enum InstanceScope
{
    Op,
    Thread,
    Group,
}

/// <summary>Where the continuations of an asynchronous operation run.</summary>
public enum AsyncMode
{
    /// <summary>On the event loop of the thread that called: the named, pinned one.</summary>
    Thread,

    /// <summary>On the pool; the thread waits, without a synchronization context.</summary>
    Pool,
}
