namespace Threadmill.Plugins.Sync;

/// <summary>Guarded by a lock that its owner may enter again.</summary>
/// <param name="kind">Which lock: <c>monitor</c>, <c>lock</c> (System.Threading.Lock) or <c>mutex</c>.</param>
public sealed class ReentrantCounter(ReentrantKind kind = ReentrantKind.Monitor) : Counter, IDisposable
{
    internal readonly Lock Lock = new();
    internal readonly Mutex Mutex = new();

    internal ReentrantKind Kind { get; } = kind;

    public void Dispose() => Mutex.Dispose();
}
