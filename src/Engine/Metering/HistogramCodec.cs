using System.Buffers.Binary;
using System.IO.Compression;
using HdrHistogram;
using HdrHistogram.Encoding;
using HdrHistogram.Utilities;

namespace Threadmill.Engine.Metering;

/// <summary>Writes and reads histograms as all HdrHistogram tools do: version 2, compressed, base64.</summary>
public static class HistogramCodec
{
    private const int SignificantDigits = 3;

    /// <summary>What begins a compressed histogram of version 2.</summary>
    private const int CompressedCookie = 0x1C849314;

    /// <summary>From 2^41 ns (37 minutes) on the package miscounts (version 2.5.0); larger values are written as this.</summary>
    private const long HighestWritten = (1L << 41) - 1;

    /// <summary>Large, both: kept per thread that encodes and emptied between uses.</summary>
    [ThreadStatic]
    private static LongHistogram? scratch;

    [ThreadStatic]
    private static ByteBuffer? room;

    /// <remarks>Compressed here: what the package writes (version 2.5.0) lacks the checksum at its end, and other readers refuse it.</remarks>
    public static string Encode(HistogramReading reading)
    {
        var histogram = scratch ??= Empty();
        histogram.Reset();
        Fill(histogram, reading);
        var buffer = room ??= ByteBuffer.Allocate(histogram.GetNeededByteBufferCapacity());
        buffer.Position = 0;
        var plain = new byte[histogram.Encode(buffer, HistogramEncoderV2.Instance)];
        buffer.Position = 0;
        for (var i = 0; i < plain.Length; i++)
            plain[i] = buffer.Get();
        using var encoded = new MemoryStream();
        encoded.Write(new byte[2 * sizeof(int)]);
        using (var compressed = new ZLibStream(encoded, CompressionLevel.Optimal, leaveOpen: true))
            compressed.Write(plain);
        var bytes = encoded.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, CompressedCookie);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(sizeof(int)), bytes.Length - (2 * sizeof(int)));
        return Convert.ToBase64String(bytes);
    }

    /// <exception cref="FormatException">Not base64.</exception>
    public static HistogramReading Decode(string text)
    {
        var histogram = HistogramEncoding.DecodeFromCompressedByteBuffer(ByteBuffer.Allocate(Convert.FromBase64String(text)), 0);
        return HistogramReading.Of(histogram.RecordedValues().Select(v => (Histogram.IndexOf(v.ValueIteratedTo), v.CountAddedInThisIterationStep)));
    }

    /// <summary>The package's own histogram with the same values, for what it does better than we would.</summary>
    public static LongHistogram ToHdr(HistogramReading reading)
    {
        var histogram = Empty();
        Fill(histogram, reading);
        return histogram;
    }

    private static LongHistogram Empty() => new(1, Histogram.Highest, SignificantDigits);

    private static void Fill(LongHistogram histogram, HistogramReading reading)
    {
        foreach (var (index, count) in reading.Cells)
            histogram.RecordValueWithCount(Math.Min(Histogram.LowestOf(index), HighestWritten), count);
    }
}
