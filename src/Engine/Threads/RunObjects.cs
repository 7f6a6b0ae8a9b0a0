using System.Collections.Concurrent;
using Threadmill.Engine.Journal;

namespace Threadmill.Engine.Threads;

/// <summary>
/// The objects themselves of which the journal keeps the text: for a caller in the same process, such as a unit test. Filled
/// by the threads as they end; read once the run is over.
/// </summary>
public sealed class RunObjects
{
    private readonly ConcurrentDictionary<int, object?> returned = [];
    private readonly ConcurrentQueue<ThrownObject> thrown = [];
    private readonly ConcurrentQueue<object> shared = [];

    /// <summary>The last value that each thread's operation returned, by the thread's index; no entry where there was none.</summary>
    public IReadOnlyDictionary<int, object?> Returned => returned;

    /// <summary>Every exception that escaped, in the order of happening.</summary>
    public IReadOnlyCollection<ThrownObject> Thrown => thrown;

    /// <summary>What groups shared, checked and disposed by now.</summary>
    public IReadOnlyCollection<object> Shared => shared;

    internal void KeepReturned(int thread, object? value) => returned[thread] = value;

    internal void KeepThrown(int thread, Exception e, FailurePhase phase, long op) => thrown.Enqueue(new(thread, e, phase, op));

    internal void KeepShared(object instance) => shared.Enqueue(instance);
}

/// <param name="Thread">The index of the thread that threw.</param>
/// <param name="Op">The call that threw, from 1; 0 outside operations.</param>
public sealed record ThrownObject(int Thread, Exception Exception, FailurePhase Phase, long Op);
