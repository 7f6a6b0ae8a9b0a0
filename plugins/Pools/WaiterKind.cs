namespace Threadmill.Plugins.Pools;

/// <summary>What waits for a cancellation.</summary>
public enum WaiterKind
{
    /// <summary>A callback registered on the token.</summary>
    Callback,

    /// <summary>A source of its own, linked to the token.</summary>
    Linked,

    /// <summary>A task that waits without end, unless it is canceled.</summary>
    Delay,
}
