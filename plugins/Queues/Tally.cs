using System.Runtime.InteropServices;

namespace Threadmill.Plugins.Queues;

/// <summary>What one thread put or took; written by that thread, read by the checks and, roughly, by producers that look for room.</summary>
internal sealed class Tally
{
    private Sums sums;

    public long Count => Volatile.Read(ref sums.Count);

    public ulong Fingerprints => sums.Fingerprints;

    /// <summary>Items that came out of order.</summary>
    public long Misplaced => sums.Misplaced;

    /// <summary>Puts or takes that were broken off by an interrupt, where it is unknown whether they took effect.</summary>
    public long Unsure => sums.Unsure;

    public void Note(Item item)
    {
        sums.Fingerprints += item.Fingerprint;
        Volatile.Write(ref sums.Count, sums.Count + 1);
    }

    public void NoteMisplaced() => sums.Misplaced++;

    public void NoteUnsure() => sums.Unsure++;

    /// <summary>128 bytes of distance to whatever the heap puts beside it.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 288)]
    private struct Sums
    {
        [FieldOffset(128)]
        public long Count;

        [FieldOffset(136)]
        public ulong Fingerprints;

        [FieldOffset(144)]
        public long Misplaced;

        [FieldOffset(152)]
        public long Unsure;
    }
}
