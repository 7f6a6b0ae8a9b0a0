using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Threadmill.Engine.Journal;

/// <summary>The first bytes of the file: magic, version and shape, under a checksum.</summary>
internal static unsafe class JournalHeader
{
    public static void Write(byte* file, JournalShape shape)
    {
        var header = new Span<byte>(file, JournalLayout.HeaderBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(header, JournalLayout.Magic);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], JournalLayout.Version);
        MemoryMarshal.Write(header[JournalLayout.ShapeOffset..], shape);
        BinaryPrimitives.WriteUInt32LittleEndian(header[JournalLayout.HeaderCrcOffset..], Crc32.HashToUInt32(header[..JournalLayout.HeaderCrcOffset]));
    }

    /// <exception cref="InvalidDataException">Not a journal, another version, or damaged.</exception>
    public static JournalShape Read(ReadOnlySpan<byte> header)
    {
        if (header.Length < JournalLayout.HeaderBytes)
            throw new InvalidDataException($"a journal begins with {JournalLayout.HeaderBytes} bytes of header; there are {header.Length}");
        if (BinaryPrimitives.ReadUInt64LittleEndian(header) != JournalLayout.Magic)
            throw new InvalidDataException("not a journal: it does not begin with the journal's magic number");
        var version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        if (version != JournalLayout.Version)
            throw new InvalidDataException($"a journal of version {version}; this tool reads version {JournalLayout.Version}");
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[JournalLayout.HeaderCrcOffset..]) != Crc32.HashToUInt32(header[..JournalLayout.HeaderCrcOffset]))
            throw new InvalidDataException("the journal's header is damaged: its checksum does not fit");
        return MemoryMarshal.Read<JournalShape>(header[JournalLayout.ShapeOffset..]);
    }
}
