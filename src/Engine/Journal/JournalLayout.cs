using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Journal;

/// <summary>Where everything stands in the file; README.md beside this file is the picture. All numbers are little-endian.</summary>
public sealed record JournalLayout(JournalShape Shape)
{
    public const ulong Magic = 0x4C4E524A_4C4D4854; // "THMLJRNL"
    public const int Version = 3;
    public const int HeaderBytes = 4096;
    public const int ControlBytes = 4096;
    public const int MetricBytes = 40;

    /// <summary>Two threads' data are this far apart: a cache line and the one the processor fetches with it.</summary>
    private const int Line = 128;

    private const long WholeBytes = 64_000_000;

    // Within the header.
    public const int ShapeOffset = 16;
    public const int HeaderCrcOffset = 64;
    public const int LogUsedOffset = 128;
    public const int LogDroppedOffset = 256;

    public int CpuBytes => Align((Shape.CpuBits + 7) / 8);

    public long MetricsOffset => ThreadSlot.ByteSize + CpuBytes;

    public long ExceptionsOffset => MetricsOffset + Align(Shape.MetricCells * MetricBytes);

    /// <summary>A thread's region without its histograms.</summary>
    public long RegionBytes => ExceptionsOffset + Align(Shape.ExceptionCells * sizeof(long));

    public long HistogramBytes => Align(Histogram.Cells * sizeof(long), 4096);

    public long LogOffset => Align(HeaderBytes + ControlBytes + (Shape.Threads * RegionBytes), 4096);

    /// <summary>Histograms come last: they stay holes in the file until something is recorded in them.</summary>
    public long HistogramsOffset => Align(LogOffset + Shape.LogBytes, 4096);

    public long FileBytes => HistogramsOffset + (Shape.Threads * (long)Shape.Histograms * HistogramBytes);

    /// <summary>How much of the file is written to in the end.</summary>
    public long NeededBytes(bool hasLoops) => hasLoops ? FileBytes : HistogramsOffset;

    /// <summary>Where holes may begin: histograms of very many threads are not allocated before they are used, only known to find room.</summary>
    public long SparseFrom(bool hasLoops) => NeededBytes(hasLoops) is <= WholeBytes and var whole ? whole : HistogramsOffset;

    /// <summary>How much of a looping thread's histograms is under its seal: all or, where they are holes that a look would fill, nothing.</summary>
    public int SealedHistogramBytes => FileBytes <= WholeBytes ? (int)(Shape.Histograms * HistogramBytes) : 0;

    public long RegionOffset(int thread) => HeaderBytes + ControlBytes + (thread * RegionBytes);

    public long HistogramOffset(int thread, int which) => HistogramsOffset + (((thread * (long)Shape.Histograms) + which) * HistogramBytes);

    private static int Align(int bytes) => (int)Align((long)bytes, Line);

    private static long Align(long bytes, long to) => (bytes + to - 1) / to * to;
}
