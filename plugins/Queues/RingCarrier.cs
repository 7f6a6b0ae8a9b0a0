using System.Numerics;
using System.Runtime.InteropServices;

namespace Threadmill.Plugins.Queues;

/// <summary>
/// A bounded queue for many producers and many consumers after Vyukov (1024cores.net): each cell has a turn number that
/// says whether it waits to be filled or to be emptied, so that the two sides meet only where the ring is full or empty.
/// </summary>
internal sealed class RingCarrier : Carrier
{
    private readonly Cell[] cells;
    private readonly long mask;
    private Padded puts;
    private Padded takes;

    /// <param name="capacity">Rounded up to a power of two, at least 2.</param>
    public RingCarrier(int capacity)
    {
        cells = new Cell[Math.Max(2, BitOperations.RoundUpToPowerOf2((uint)capacity))];
        mask = cells.Length - 1;
        for (int i = 0; i < cells.Length; i++)
            cells[i].Turn = i;
    }

    public override bool IsBounded => true;

    public override bool TryPut(Item item)
    {
        long position = Volatile.Read(ref puts.Value);
        while (true)
        {
            ref var cell = ref cells[position & mask];
            long early = Volatile.Read(ref cell.Turn) - position;
            if (early < 0)
                return false;
            if (early == 0 && Interlocked.CompareExchange(ref puts.Value, position + 1, position) == position)
            {
                cell.Item = item;
                Volatile.Write(ref cell.Turn, position + 1);
                return true;
            }
            position = Volatile.Read(ref puts.Value);
        }
    }

    public override bool TryTake(out Item item)
    {
        long position = Volatile.Read(ref takes.Value);
        while (true)
        {
            ref var cell = ref cells[position & mask];
            long early = Volatile.Read(ref cell.Turn) - (position + 1);
            if (early < 0)
            {
                item = default;
                return false;
            }
            if (early == 0 && Interlocked.CompareExchange(ref takes.Value, position + 1, position) == position)
            {
                item = cell.Item;
                Volatile.Write(ref cell.Turn, position + cells.Length);
                return true;
            }
            position = Volatile.Read(ref takes.Value);
        }
    }

    private struct Cell
    {
        public long Turn;
        public Item Item;
    }

    [StructLayout(LayoutKind.Explicit, Size = 264)]
    private struct Padded
    {
        [FieldOffset(128)]
        public long Value;
    }
}
