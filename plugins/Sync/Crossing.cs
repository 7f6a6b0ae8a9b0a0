using System.Globalization;

namespace Threadmill.Plugins.Sync;

/// <summary>Where the threads of a group meet again and again; a thread that ends leaves, so that the others do not wait for it.</summary>
public sealed class Crossing : IDisposable
{
    private readonly Barrier barrier = new(0);
    private long tooEarly;

    internal void Join() => barrier.AddParticipant();

    internal void Leave() => barrier.RemoveParticipant();

    internal long Cross(CancellationToken stop)
    {
        long phase = barrier.CurrentPhaseNumber;
        barrier.SignalAndWait(stop);
        // The next phase cannot end without this thread: any other number means that it was let through alone.
        if (barrier.CurrentPhaseNumber != phase + 1)
            Interlocked.Increment(ref tooEarly);
        return phase;
    }

    /// <summary>No thread went through before all had arrived.</summary>
    [Check]
    public void NobodyWentThroughEarly()
    {
        if (tooEarly > 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{tooEarly} crossings happened before all threads had arrived"));
    }

    public void Dispose() => barrier.Dispose();
}
