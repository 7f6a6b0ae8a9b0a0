namespace Threadmill.Plugins.Sync;

/// <summary>Serves in the order of arrival, as at a bakery: draw a number, wait until it is called.</summary>
internal sealed class TicketLock
{
    private const int SpinsPerWaiter = 20;
    private const int RoundsBeforeYield = 16;
    private Padded drawn;
    private Padded called;

    /// <remarks>
    /// A drawn ticket cannot be given back, so this neither takes a token nor sleeps (a sleep could be interrupted):
    /// holders always leave, so the wait ends by itself.
    /// </remarks>
    public void Enter()
    {
        long mine = Interlocked.Increment(ref drawn.Value) - 1;
        for (int round = 0; ; round++)
        {
            long ahead = mine - Volatile.Read(ref called.Value);
            if (ahead == 0)
                return;
            if (round < RoundsBeforeYield && ahead < Environment.ProcessorCount)
                Thread.SpinWait((int)ahead * SpinsPerWaiter);
            else
                Thread.Yield();
        }
    }

    public void Exit() => Volatile.Write(ref called.Value, called.Value + 1);
}
