namespace Threadmill.Plugins.Sync;

/// <summary>In which order a philosopher takes the two forks.</summary>
public enum ForkOrder
{
    /// <summary>Every second one begins with the right fork: no circle of waiting can close.</summary>
    Asymmetric,

    /// <summary>All take the left fork first: sooner or later all hold one and wait for ever.</summary>
    Naive,

    /// <summary>An arbiter lets all but one to the table, so that one of them always gets both.</summary>
    Arbiter,
}
