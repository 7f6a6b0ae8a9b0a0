using System.Runtime.InteropServices;

namespace Threadmill.Plugins.Cores;

/// <summary>The one word over which a pair plays, alone in its cache lines.</summary>
internal sealed class Court
{
    private Ball ball;
    private int left;

    /// <summary>Odd: it is the second one's turn; even: the first one's. Grows by two with each round trip.</summary>
    public ref long Turn => ref ball.Turn;

    public bool HasPartner => Volatile.Read(ref left) == 0;

    public void Leave() => Interlocked.Increment(ref left);

    /// <summary>128 bytes of distance to whatever the heap puts beside it.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 264)]
    private struct Ball
    {
        [FieldOffset(128)]
        public long Turn;
    }
}
