using System.Globalization;

namespace Threadmill.Plugins.Sync;

/// <summary>
/// Rounds of a <see cref="CountdownEvent"/>, one signal per thread and round. Three events take turns: while one is waited
/// for, the next is already prepared and the one before may still have threads on their way out.
/// </summary>
public sealed class Latch : IDisposable
{
    private readonly Lock gate = new();
    private readonly CountdownEvent[] rounds = [new(0), new(0), new(0)];
    private int threads;
    private long prepared = -1;
    private long tooEarly;

    internal void Join()
    {
        lock (gate)
            threads++;
    }

    internal void Signal(long round)
    {
        if (Volatile.Read(ref prepared) <= round)
            Prepare(round + 1);
        Round(round).Signal();
    }

    internal void Wait(long round, CancellationToken stop)
    {
        Round(round).Wait(stop);
        if (Round(round + 1).IsSet)
            Interlocked.Increment(ref tooEarly);
    }

    /// <summary>Takes back the part of a thread that ends and whose next signal would have been for <paramref name="round"/>.</summary>
    internal void Leave(long round)
    {
        lock (gate)
        {
            for (long awaited = round; awaited <= prepared; awaited++)
                Round(awaited).Signal();
            threads--;
        }
    }

    /// <summary>No thread went on before all had signalled.</summary>
    [Check]
    public void NobodyWentOnEarly()
    {
        if (tooEarly > 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{tooEarly} waits ended before all threads had signalled"));
    }

    public void Dispose() => Array.ForEach(rounds, round => round.Dispose());

    private CountdownEvent Round(long round) => rounds[round % rounds.Length];

    private void Prepare(long last)
    {
        lock (gate)
        {
            while (prepared < last)
            {
                Round(prepared + 1).Reset(threads);
                Volatile.Write(ref prepared, prepared + 1);
            }
        }
    }
}
