namespace Threadmill.Plugins.Sync;

/// <summary>One of the dining philosophers (Dijkstra 1965): thinks, takes the two forks beside it, eats, puts them back.</summary>
/// <remarks>
/// Forks are plain monitors, deaf to the stop token: the deadlock of the naive order is a real one, which a hang report
/// shows with the owner of each lock. In the other orders everybody who eats ends, so the waits end by themselves.
/// </remarks>
/// <param name="order"><c>asymmetric</c> and <c>arbiter</c> never deadlock; <c>naive</c> does, which is its point.</param>
/// <param name="eat">Busy time with both forks, such as <c>1us</c>; none by default.</param>
/// <param name="think">Busy time without forks, before each meal; none by default.</param>
/// <param name="reach">Time asleep between the first fork and the second; with <c>1ms</c> the naive order deadlocks at once. None by default.</param>
[Workload("sync.philosophers")]
public sealed class Philosopher(
    [Shared] Table table,
    WorkloadThread me,
    ForkOrder order = ForkOrder.Asymmetric,
    TimeSpan eat = default,
    TimeSpan think = default,
    TimeSpan reach = default)
{
    private readonly Busy eat = new(eat, nameof(eat));
    private readonly Busy think = new(think, nameof(think));
    private readonly int seat = table.Sit();
    private Fork? first;
    private Fork? second;
    private SemaphoreSlim? arbiter;
    private long meals;

    [Operation]
    public long Dine()
    {
        if (first is null)
            TakePlace();
        think.Spend();
        if (order != ForkOrder.Arbiter)
            return Eat();
        arbiter!.Wait(me.StopToken); // set by TakePlace
        try
        {
            return Eat();
        }
        finally
        {
            arbiter.Release();
        }
    }

    private void TakePlace()
    {
        (var left, var right, arbiter) = table.Lay(seat);
        bool startsRight = order == ForkOrder.Asymmetric && seat % 2 == 1;
        (first, second) = startsRight ? (right, left) : (left, right);
    }

    private long Eat()
    {
        lock (first!) // both set by TakePlace
        {
            if (reach > TimeSpan.Zero)
                Thread.Sleep(reach);
            lock (second!)
            {
                table.Use(first);
                table.Use(second);
                eat.Spend();
                Table.Release(first);
                Table.Release(second);
                return ++meals;
            }
        }
    }
}
