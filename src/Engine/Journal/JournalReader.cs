using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Journal;

/// <summary>Reads a journal, whole or torn: what is damaged is told and left out, never passed on as if it were right.</summary>
public static class JournalReader
{
    /// <exception cref="InvalidDataException">The header is not readable: nothing else can be found.</exception>
    public static JournalContents Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var header = new byte[Math.Min(stream.Length, JournalLayout.HeaderBytes)];
        stream.ReadExactly(header);
        var layout = new JournalLayout(JournalHeader.Read(header));
        return new Reading(stream.SafeFileHandle, layout, stream.Length).All();
    }

    /// <summary>The plan that a supervisor left for its workers.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static PlanFacts ReadPlan(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var header = new byte[JournalLayout.HeaderBytes];
        stream.ReadExactly(header);
        var layout = new JournalLayout(JournalHeader.Read(header));
        return new Reading(stream.SafeFileHandle, layout, stream.Length).Plan() ?? throw new InvalidDataException("the journal holds no plan");
    }

    /// <summary>One pass over one file.</summary>
    private sealed class Reading(Microsoft.Win32.SafeHandles.SafeFileHandle file, JournalLayout layout, long length)
    {
        private readonly List<DiagnosticFacts> damage = [];
        /// <summary>By the number of their kind.</summary>
        private readonly Dictionary<int, List<byte[]>> records = [];

        public JournalContents All()
        {
            if (length < layout.FileBytes)
                Damaged($"the journal is cut: {length} of {layout.FileBytes} bytes");
            ReadLog();
            var run = Records(RecordKind.Run, RunCodec.Run).FirstOrDefault();
            var slots = ImmutableArray.CreateBuilder<SlotReading>(layout.Shape.Threads);
            for (var t = 0; t < layout.Shape.Threads; t++)
                slots.Add(ReadSlot(t, run is null || t >= run.Threads.Length || run.Threads[t].IsLoop));
            return new JournalContents
            {
                Shape = layout.Shape,
                AliveNs = Number(JournalLayout.HeaderBytes + ControlPage.AliveOffset),
                Run = run,
                Slots = slots.MoveToImmutable(),
                Exceptions = Records(RecordKind.Exception, FactsCodec.Exception),
                Metrics = Records(RecordKind.Metric, FactsCodec.Metric),
                Returned = Records(RecordKind.Returned, FactsCodec.Returned),
                Rungs = Records(RecordKind.Rung, FactsCodec.Rung),
                Workers = Records(RecordKind.Worker, FactsCodec.Worker),
                WorkerExits = Records(RecordKind.WorkerExit, FactsCodec.WorkerExit),
                Plan = Records(RecordKind.Plan, RunCodec.Plan).FirstOrDefault(),
                Problems = Records(RecordKind.Problem, FactsCodec.Problem),
                Runtimes = Records(RecordKind.Runtime, FactsCodec.Runtime),
                Diagnostics = [.. Records(RecordKind.Diagnostic, FactsCodec.Diagnostic), .. damage],
            };
        }

        public PlanFacts? Plan()
        {
            ReadLog();
            return Records(RecordKind.Plan, RunCodec.Plan).FirstOrDefault();
        }

        private void Damaged(string what) => damage.Add(new(DiagnosticSeverity.Error, "journal", what));

        private byte[] Bytes(long offset, long count)
        {
            var bytes = new byte[Math.Clamp(length - offset, 0, count)];
            var got = 0;
            while (got < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(got), offset + got) is > 0 and var n)
                got += n;
            return got == bytes.Length ? bytes : bytes[..got];
        }

        private void ReadLog()
        {
            var used = Number(JournalLayout.LogUsedOffset);
            var dropped = Number(JournalLayout.LogDroppedOffset);
            var log = Bytes(layout.LogOffset, Math.Clamp(used, 0, layout.Shape.LogBytes));
            var torn = 0;
            for (var at = 0; at + RecordLog.HeadBytes <= log.Length;)
            {
                var payload = MemoryMarshal.Read<int>(log.AsSpan(at)) - 1;
                var kind = (RecordKind)MemoryMarshal.Read<int>(log.AsSpan(at + 8));
                if (payload < 0 || payload > RecordLog.MaxPayload || at + RecordLog.HeadBytes + payload > log.Length
                    || MemoryMarshal.Read<int>(log.AsSpan(at + 12)) != 0
                    || MemoryMarshal.Read<uint>(log.AsSpan(at + 4)) != RecordLog.Crc(kind, log.AsSpan(at + RecordLog.HeadBytes, payload)))
                {
                    torn++;
                    at += 8;
                    continue;
                }
                if (!records.TryGetValue((int)kind, out var list))
                    records.Add((int)kind, list = []);
                list.Add(log.AsSpan(at + RecordLog.HeadBytes, payload).ToArray());
                at += RecordLog.HeadBytes + ((payload + 7) / 8 * 8);
            }
            if (torn > 0)
                Damaged("a record of the journal is torn or damaged and was left out");
            if (dropped > 0)
                Damaged($"the journal's log was full: {dropped} records were dropped");
        }

        private long Number(int offset) => Bytes(offset, 8) is { Length: 8 } bytes ? MemoryMarshal.Read<long>(bytes) : 0;

        private ImmutableArray<T> Records<T>(RecordKind kind, Func<BinaryReader, T> read)
            where T : class
        {
            if (!records.TryGetValue((int)kind, out var list))
                return [];
            var facts = ImmutableArray.CreateBuilder<T>(list.Count);
            foreach (var payload in list)
            {
                using var reader = new BinaryReader(new MemoryStream(payload));
                facts.Add(read(reader));
            }
            return facts.MoveToImmutable();
        }

        private SlotReading ReadSlot(int thread, bool isLoop)
        {
            var region = Bytes(layout.RegionOffset(thread), layout.RegionBytes);
            if (region.Length < layout.RegionBytes)
                region = [.. region, .. new byte[layout.RegionBytes - region.Length]];
            var slot = MemoryMarshal.Read<ThreadSlot>(region);
            var isSealed = slot.IsSealed != 0;
            var isIntact = isSealed && slot.Crc == ThreadSeal.Of(region, isLoop ? Bytes(layout.HistogramOffset(thread, 0), layout.SealedHistogramBytes) : []);
            if (isSealed && !isIntact)
                Damaged($"the numbers of thread {thread} are damaged: their checksum does not fit");
            // Nothing that counts was called: of very many threads that were warming up, the holes are not read (some 270 kB each).
            var isUnused = slot.CountedFromNs == 0 && slot.Ops == 0;
            var latency = !isLoop ? OnlyCall(slot) : isUnused ? HistogramReading.Empty : ReadHistogram(thread, 0);
            if (!isIntact && isLoop && !Fits(slot, latency))
                Damaged($"the numbers of thread {thread} do not fit each other: {slot.Ops} ops, {latency.Count} times");
            return new SlotReading(
                slot,
                [.. Enumerable.Range(0, layout.Shape.CpuBits).Where(c => (region[ThreadSlot.ByteSize + (c >> 3)] & (1 << (c & 7))) != 0)],
                [.. MemoryMarshal.Cast<byte, MetricCell>(region.AsSpan((int)layout.MetricsOffset, layout.Shape.MetricCells * JournalLayout.MetricBytes))],
                [.. MemoryMarshal.Cast<byte, long>(region.AsSpan((int)layout.ExceptionsOffset, layout.Shape.ExceptionCells * sizeof(long)))],
                latency,
                layout.Shape.Histograms > 1 && isLoop && !isUnused ? ReadHistogram(thread, 1) : null,
                !isIntact && (isSealed || slot.State != ThreadPhase.NotStarted));
        }

        /// <summary>Where every op is timed, there are as many times as ops, but for the one in flight and those of a schedule that were not begun.</summary>
        private static bool Fits(ThreadSlot slot, HistogramReading latency) =>
            slot.SamplingEvery != 1 || slot.CountedFromNs == 0 || Math.Abs(latency.Count - slot.Ops - slot.BacklogOps) <= 1;

        /// <summary>A thread that calls once has its one time in its slot: a histogram of its own would cost pages that nobody needs.</summary>
        private static HistogramReading OnlyCall(ThreadSlot slot) =>
            slot.Ops == 1 ? HistogramReading.OfOne(Math.Clamp(slot.CountedToNs - slot.CountedFromNs, 0, Histogram.Highest)) : HistogramReading.Empty;

        private HistogramReading ReadHistogram(int thread, int which) =>
            HistogramReading.Copy(MemoryMarshal.Cast<byte, long>(Bytes(layout.HistogramOffset(thread, which), Histogram.Cells * sizeof(long))));
    }
}
