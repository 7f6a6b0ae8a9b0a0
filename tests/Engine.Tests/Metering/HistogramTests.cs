using System.Buffers.Binary;
using System.IO.Compression;
using CsCheck;
using HdrHistogram;
using Threadmill.Engine.Metering;
using Xunit;
using Histogram = Threadmill.Engine.Metering.Histogram;

namespace Engine.Tests.Metering;

public sealed unsafe class HistogramTests
{
    /// <summary>Above, the package itself miscounts.</summary>
    private const long HighestOfPackage = (1L << 41) - 1;

    private static readonly Gen<long[]> Values = Gen.OneOf(Gen.Long[0, 4096], Gen.Long[0, HighestOfPackage]).Array[1, 200];

    private static HistogramReading Recorded(IEnumerable<long> values)
    {
        var cells = new long[Histogram.Cells];
        fixed (long* p = cells)
        {
            foreach (var value in values)
                Histogram.Record(p, value);
        }
        return HistogramReading.Copy(cells);
    }

    private static LongHistogram Package(IEnumerable<long> values)
    {
        var histogram = new LongHistogram(1, Histogram.Highest, 3);
        foreach (var value in values)
            histogram.RecordValue(value);
        return histogram;
    }

    [Fact]
    public void Every_figure_is_the_packages() => Values.Sample(values =>
    {
        var (ours, theirs) = (Recorded(values), Package(values));
        Assert.Equal(theirs.TotalCount, ours.Count);
        foreach (var percent in new[] { 0.0, 1, 50, 90, 99, 99.9, 99.99, 100 })
            Assert.Equal(theirs.GetValueAtPercentile(percent), ours.Percentile(percent));
        Assert.Equal(theirs.GetMaxValue(), ours.Max);
        Assert.Equal(theirs.GetMean(), ours.Mean, Math.Max(1e-6, theirs.GetMean() * 1e-9));
        Assert.Equal(theirs.GetStdDeviation(), ours.StdDev, Math.Max(1e-6, theirs.GetStdDeviation() * 1e-6));
    });

    [Fact]
    public void The_compressed_form_is_read_back_by_the_package_and_by_us() => Values.Sample(values =>
    {
        var ours = Recorded(values);
        Assert.Equal(ours.Cells, HistogramCodec.Decode(HistogramCodec.Encode(ours)).Cells);
    });

    /// <summary>Other readers than the package's check the sum that a zlib stream ends with (RFC 1950).</summary>
    [Fact]
    public void The_compressed_form_is_a_whole_zlib_stream()
    {
        var bytes = Convert.FromBase64String(HistogramCodec.Encode(Recorded([1, 17, 4_711, 1_000_000])));
        Assert.Equal([0x1C, 0x84, 0x93, 0x14], bytes[..4]);
        Assert.Equal(bytes.Length - 8, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4)));
        using var plain = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(bytes[8..]), CompressionMode.Decompress))
            zlib.CopyTo(plain);
        var (a, b) = (1u, 0u);
        foreach (var item in plain.ToArray())
            b = (b + (a = (a + item) % 65_521)) % 65_521;
        Assert.Equal((b << 16) | a, BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(bytes.Length - 4)));
    }

    [Fact]
    public void Merging_parts_is_exact() => Values.Sample(values =>
    {
        var whole = Recorded(values);
        var parts = values.Chunk(Math.Max(1, values.Length / 3)).Select(Recorded);
        Assert.Equal(whole.Cells, HistogramReading.Merge(parts).Cells);
    });

    [Fact]
    public void Times_beyond_37_minutes_are_right_in_our_figures_and_written_as_that_to_others()
    {
        var hour = Recorded([3_500_000_000_000]);
        Assert.InRange(hour.Max, 3_500_000_000_000, 3_505_000_000_000);
        Assert.Equal(1, HistogramCodec.Decode(HistogramCodec.Encode(hour)).Count);
    }

    [Fact]
    public void Cleared_it_is_empty_wherever_it_lies_and_what_lies_beside_it_is_left()
    {
        var page = Environment.SystemPageSize / sizeof(long);
        foreach (var shift in new[] { 0, 1, page - 1 })
        {
            var cells = new long[1 + shift + Histogram.Cells + 1];
            Array.Fill(cells, 7);
            fixed (long* p = cells)
                Histogram.Clear(p + 1 + shift);
            Assert.All(cells[..(1 + shift)], cell => Assert.Equal(7, cell));
            Assert.Equal(7, cells[^1]);
            Assert.True(cells[(1 + shift)..^1].All(cell => cell == 0));
        }
    }

    [Fact]
    public void What_is_out_of_range_is_recorded_at_the_edge()
    {
        Assert.Equal(0, Recorded([-5]).Min);
        Assert.True(Recorded([long.MaxValue]).Max >= Histogram.Highest);
    }
}
