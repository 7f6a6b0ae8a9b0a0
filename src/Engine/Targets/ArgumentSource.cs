namespace Threadmill.Engine.Targets;

/// <summary>Where the value of one parameter comes from when a thread calls.</summary>
public abstract record ArgumentSource
{
    private ArgumentSource()
    {
    }

    /// <summary>A value bound from the command line or plan, the same for all threads of the spec.</summary>
    public sealed record Bound(object? Value) : ArgumentSource;

    /// <summary>The thread's own <see cref="WorkloadThread"/>.</summary>
    public sealed record OwnThread : ArgumentSource;

    /// <summary>The thread's stop token.</summary>
    public sealed record StopToken : ArgumentSource;

    /// <summary>The group's shared object.</summary>
    public sealed record Shared(SharedObject Object) : ArgumentSource;
}
