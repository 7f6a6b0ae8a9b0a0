using Threadmill.Engine.Planning;

namespace Threadmill.Engine.Threads;

/// <summary>
/// Keeps the threads of one group under the same load while any of them is measured: nobody stops calling before all have
/// finished their counted parts. A thread that drops out is not waited for.
/// </summary>
internal sealed class GroupPace(int threads, Action allFinished) : IDisposable
{
    /// <summary>Only threads that run for a time are kept together; a number of calls, a rate and a hunt for failures have ends of their own.</summary>
    public static bool Keeps(ThreadSpec spec) =>
        spec is { Target: not null, Daemon: false, Duration: not null, Ops: null, Rate: null, UntilFailure: false };

    private int notFinished = threads;

    /// <summary>Set when the last counted part has ended.</summary>
    public PaddedFlag AllFinished { get; } = new();

    public void Finished()
    {
        if (Interlocked.Decrement(ref notFinished) != 0)
            return;
        AllFinished.Set();
        allFinished();
    }

    public void Dispose() => AllFinished.Dispose();
}
