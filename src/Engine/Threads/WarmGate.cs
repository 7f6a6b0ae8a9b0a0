using Threadmill.Engine.Planning;

namespace Threadmill.Engine.Threads;

/// <summary>
/// Where the counted parts of a run begin together, whatever their groups: nobody's begins before all have warmed up, so that
/// each is measured beside the others as the plan has them. A thread that drops out is not waited for.
/// </summary>
internal sealed class WarmGate(int threads) : IDisposable
{
    private int notWarm = threads;

    /// <summary>Only threads that run for a time wait: a number of calls and a hunt for failures begin at once.</summary>
    public static bool Holds(ThreadSpec spec) => spec is { Target: not null, Daemon: false, Duration: not null, Ops: null, UntilFailure: false };

    /// <summary>Set when the counted parts begin.</summary>
    public PaddedFlag AllWarm { get; } = new();

    public void Warmed()
    {
        if (Interlocked.Decrement(ref notWarm) == 0)
            AllWarm.Set();
    }

    public void Dispose() => AllWarm.Dispose();
}
