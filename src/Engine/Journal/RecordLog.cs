using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;

namespace Threadmill.Engine.Journal;

/// <summary>
/// The appended records: length, CRC-32, kind, payload, each at a multiple of 8 bytes. A writer reserves its place by one atomic
/// exchange and stores the length last, so that any number of writers in any number of processes append without a lock, and
/// a record whose writer died half-way is told by its CRC.
/// </summary>
internal sealed unsafe class RecordLog(byte* file, JournalLayout layout)
{
    public const int HeadBytes = 16;

    /// <summary>Longer payloads are refused. Only the record of a run with very many threads comes near it; texts are cut by their callers.</summary>
    public const int MaxPayload = 1 << 28;

    private readonly byte* log = file + layout.LogOffset;

    /// <summary>False if there is no room; the record is then counted as dropped.</summary>
    public bool Append(RecordKind kind, ReadOnlySpan<byte> payload)
    {
        if (payload.Length > MaxPayload || !TryReserve(kind, HeadBytes + ((payload.Length + 7) / 8 * 8), out var at))
        {
            Interlocked.Increment(ref Unsafe.AsRef<long>(file + JournalLayout.LogDroppedOffset));
            return false;
        }
        var record = log + at;
        payload.CopyTo(new Span<byte>(record + HeadBytes, payload.Length));
        *(int*)(record + 8) = (int)kind;
        *(uint*)(record + 4) = Crc(kind, payload);
        Volatile.Write(ref Unsafe.AsRef<int>(record), payload.Length + 1);
        return true;
    }

    public static uint Crc(RecordKind kind, ReadOnlySpan<byte> payload)
    {
        var crc = new Crc32();
        Span<byte> head = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(head, (int)kind);
        crc.Append(head);
        crc.Append(payload);
        return crc.GetCurrentHashAsUInt32();
    }

    /// <summary>However much is thrown, there is room left for what tells how the run ended.</summary>
    private bool TryReserve(RecordKind kind, long size, out long at)
    {
        ref var used = ref Unsafe.AsRef<long>(file + JournalLayout.LogUsedOffset);
        var room = layout.Shape.LogBytes - (kind == RecordKind.Exception ? layout.Shape.ReservedLogBytes : 0);
        do
        {
            at = Volatile.Read(ref used);
            if (at + size > room)
                return false;
        }
        while (Interlocked.CompareExchange(ref used, at + size, at) != at);
        return true;
    }
}
