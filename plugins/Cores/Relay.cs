using System.Runtime.InteropServices;

namespace Threadmill.Plugins.Cores;

/// <summary>Two semaphores and the time at which one of them was last released.</summary>
internal sealed class Relay
{
    private readonly SemaphoreSlim[] gates = [new(0), new(0)];
    private readonly CancellationTokenSource left = new();
    private Stamp stamp;

    /// <summary>When the partner was last woken, on the clock of Stopwatch; published by the release.</summary>
    public ref long ReleasedAt => ref stamp.Value;

    /// <summary>Canceled when one of the two has ended.</summary>
    public CancellationToken Left => left.Token;

    public SemaphoreSlim Gate(bool ofFirst) => gates[ofFirst ? 0 : 1];

    public void Leave() => left.Cancel();

    /// <summary>128 bytes of distance to whatever the heap puts beside it.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 264)]
    private struct Stamp
    {
        [FieldOffset(128)]
        public long Value;
    }
}
