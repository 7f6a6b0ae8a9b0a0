using System.Globalization;

namespace Threadmill.Plugins.Sync;

/// <summary>A round table with one fork between each two philosophers of the group.</summary>
public sealed class Table : IDisposable
{
    private readonly List<Fork> forks = [];
    private SemaphoreSlim? arbiter;
    private int seats;
    private long sharedForks;

    internal int Sit()
    {
        lock (forks)
        {
            forks.Add(new Fork());
            return seats++;
        }
    }

    /// <summary>To be asked once everybody sits: the two forks of a seat, and who lets philosophers in where order asks for it.</summary>
    internal (Fork Left, Fork Right, SemaphoreSlim Arbiter) Lay(int seat)
    {
        lock (forks)
        {
            if (forks.Count == 1)
                forks.Add(new Fork()); // one philosopher alone still eats with two
            arbiter ??= new SemaphoreSlim(Math.Max(1, seats - 1));
            return (forks[seat], forks[(seat + 1) % forks.Count], arbiter);
        }
    }

    internal void Use(Fork fork)
    {
        if (Interlocked.Exchange(ref fork.InUse, 1) != 0)
            Interlocked.Increment(ref sharedForks);
    }

    internal static void Release(Fork fork) => Volatile.Write(ref fork.InUse, 0);

    /// <summary>No fork was in two hands.</summary>
    [Check]
    public void NoForkWasInTwoHands()
    {
        if (sharedForks > 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{sharedForks} times a fork was in two hands"));
    }

    public void Dispose() => arbiter?.Dispose();
}
