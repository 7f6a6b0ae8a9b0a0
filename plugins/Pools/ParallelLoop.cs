using System.Diagnostics;
using System.Globalization;

namespace Threadmill.Plugins.Pools;

/// <summary>Runs a loop with <see cref="Parallel.For(int, int, ParallelOptions, Action{int})"/>: what it costs to share out small work.</summary>
/// <remarks>Metrics: <c>ns/item</c>, and <c>sequential ns/item</c>, the same loop on this thread alone, measured once before the first call.</remarks>
[Workload("pool.parallel-for")]
public sealed class ParallelLoop
{
    private const ulong Multiplier = 6364136223846793005;
    private readonly WorkloadThread me;
    private readonly ParallelOptions options;
    private readonly ulong[] results;
    private readonly Action<int> body;
    private readonly int work;
    private double aloneNsPerItem;

    /// <param name="items">Turns of the loop, at least 1.</param>
    /// <param name="work">Steps of work on each item, about 1 ns each, 0 or more.</param>
    /// <param name="degree">Threads that may take part in each call, at least 1; 0: as many as the pool gives.</param>
    public ParallelLoop(WorkloadThread me, int items = 10_000, int work = 100, int degree = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(items, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(work);
        ArgumentOutOfRangeException.ThrowIfNegative(degree);
        this.me = me;
        this.work = work;
        results = new ulong[items];
        body = i => results[i] += Step(i);
        options = new ParallelOptions { CancellationToken = me.StopToken, MaxDegreeOfParallelism = degree == 0 ? -1 : degree };
    }

    /// <summary>Calls that ended, the sequential ones among them.</summary>
    internal long Rounds { get; private set; }

    /// <returns>Items done.</returns>
    [Operation]
    public int Run()
    {
        if (Rounds == 0)
            RunAlone();
        long began = Stopwatch.GetTimestamp();
        Parallel.For(0, results.Length, options, body);
        me.Report("ns/item", Signal.Ns(Stopwatch.GetTimestamp() - began) / results.Length);
        me.Report("sequential ns/item", aloneNsPerItem);
        Rounds++;
        return results.Length;
    }

    /// <summary>Every item was done once in each round; a round that a stop cut off may have done it once more.</summary>
    [Check]
    public void EveryItemIsDoneOncePerRound()
    {
        for (int i = 0; i < results.Length; i++)
        {
            ulong step = Step(i);
            ulong rounds = (ulong)Rounds;
            if (results[i] == rounds * step || (me.StopToken.IsCancellationRequested && results[i] == (rounds + 1) * step))
                continue;
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"item {i} was not done once in each of {rounds} rounds"));
        }
    }

    private void RunAlone()
    {
        for (int warm = 0; warm < 3; warm++)
        {
            long began = Stopwatch.GetTimestamp();
            for (int i = 0; i < results.Length; i++)
            {
                if ((i & 0xFFF) == 0)
                    me.StopToken.ThrowIfCancellationRequested();
                body(i);
            }
            aloneNsPerItem = Signal.Ns(Stopwatch.GetTimestamp() - began) / results.Length;
            Rounds++;
        }
    }

    /// <summary>A chain of multiplications (Knuth's MMIX constants) that ends odd, so that no item counts as nothing.</summary>
    private ulong Step(int item)
    {
        ulong state = (ulong)item;
        for (int i = 0; i < work; i++)
            state = (state * Multiplier) + 1442695040888963407;
        return state | 1;
    }
}
