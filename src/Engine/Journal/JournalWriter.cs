using System.Runtime.CompilerServices;

namespace Threadmill.Engine.Journal;

/// <summary>
/// Where a run writes what it measures, in place, as it measures it. Slots and cells belong to one thread each; records may
/// be appended by any thread. Nothing here throws into a workload thread: what finds no room is counted as dropped.
/// </summary>
public sealed unsafe class JournalWriter : IDisposable
{
    private readonly JournalFile file;
    private readonly JournalLayout layout;
    private readonly RecordLog log;

    private JournalWriter(JournalFile file, JournalShape shape)
    {
        this.file = file;
        Shape = shape;
        layout = new JournalLayout(shape);
        log = new RecordLog(file.Start, layout);
    }

    public JournalShape Shape { get; }

    public string Path => file.Path;

    /// <summary>Makes a new journal file.</summary>
    /// <param name="hasLoops">False: all threads call once, and nothing is recorded in histograms.</param>
    /// <exception cref="ProblemException">There is no room for it.</exception>
    public static JournalWriter Create(string path, JournalShape shape, bool hasLoops = true)
    {
        var layout = new JournalLayout(shape);
        var file = JournalFile.Create(path, layout.FileBytes, layout.SparseFrom(hasLoops));
        JournalHeader.Write(file.Start, shape);
        return new(file, shape);
    }

    /// <summary>Opens another process's journal to write into it.</summary>
    /// <exception cref="InvalidDataException">It is not a journal of this version.</exception>
    public static JournalWriter Open(string path)
    {
        var file = JournalFile.Open(path);
        return new(file, JournalHeader.Read(new ReadOnlySpan<byte>(file.Start, (int)Math.Min(file.Bytes, JournalLayout.HeaderBytes))));
    }

    public ControlPage* Control => (ControlPage*)(file.Start + JournalLayout.HeaderBytes);

    public ThreadSlot* Slot(int thread) => (ThreadSlot*)Region(thread);

    /// <summary>How many threads are calling at this moment, counted or not.</summary>
    public int CountRunning()
    {
        var running = 0;
        for (var i = 0; i < Shape.Threads; i++)
        {
            if (Slot(i)->State is ThreadPhase.WarmingUp or ThreadPhase.Running or ThreadPhase.RunningOut)
                running++;
        }
        return running;
    }

    /// <summary>The cells of the latency histogram.</summary>
    public long* Latency(int thread) => (long*)(file.Start + layout.HistogramOffset(thread, 0));

    /// <summary>The cells of the service-time histogram; only where the shape has two.</summary>
    public long* Service(int thread) => (long*)(file.Start + layout.HistogramOffset(thread, Shape.Histograms - 1));

    public MetricCell* Metric(int thread, int cell) => (MetricCell*)(Region(thread) + layout.MetricsOffset) + cell;

    public long* ExceptionCell(int thread, int cell) => (long*)(Region(thread) + layout.ExceptionsOffset) + cell;

    /// <summary>Marks a CPU as seen and counts a move if it is another one than last time. By the thread itself.</summary>
    public void SeeCpu(int thread, int cpu)
    {
        if ((uint)cpu >= (uint)Shape.CpuBits)
            return;
        var region = Region(thread);
        var slot = (ThreadSlot*)region;
        region[ThreadSlot.ByteSize + (cpu >> 3)] |= (byte)(1 << (cpu & 7));
        if (slot->HasSeenCpu == 0)
            slot->FirstCpu = cpu;
        else if (slot->LastCpu != cpu)
            slot->CpuMoves++;
        slot->HasSeenCpu = 1;
        slot->LastCpu = cpu;
    }

    public void Append(RunFacts facts) => Append(RecordKind.Run, w => RunCodec.Run(w, facts));

    public void Append(ExceptionFacts facts) => Append(RecordKind.Exception, w => FactsCodec.Exception(w, facts.Bounded()));

    public void Append(MetricFacts facts) => Append(RecordKind.Metric, w => FactsCodec.Metric(w, facts));

    public void Append(ReturnedFacts facts) => Append(RecordKind.Returned, w => FactsCodec.Returned(w, facts));

    public void Append(DiagnosticFacts facts) => Append(RecordKind.Diagnostic, w => FactsCodec.Diagnostic(w, facts));

    public void Append(RungFacts facts) => Append(RecordKind.Rung, w => FactsCodec.Rung(w, facts));

    public void Append(WorkerFacts facts) => Append(RecordKind.Worker, w => FactsCodec.Worker(w, facts));

    public void Append(WorkerExitFacts facts) => Append(RecordKind.WorkerExit, w => FactsCodec.WorkerExit(w, facts));

    public void Append(PlanFacts facts) => Append(RecordKind.Plan, w => RunCodec.Plan(w, facts));

    public void Append(RuntimeFacts facts) => Append(RecordKind.Runtime, w => FactsCodec.Runtime(w, facts));

    public void Append(ProblemFacts facts) => Append(RecordKind.Problem, w => FactsCodec.Problem(w, facts));

    /// <summary>Closes all that belongs to a thread with a checksum: from now on a change in it is damage. By the thread itself, last of all.</summary>
    /// <param name="isLoop">It recorded into its histograms.</param>
    public void Seal(int thread, bool isLoop = true)
    {
        var slot = Slot(thread);
        var histograms = isLoop ? new ReadOnlySpan<byte>(Latency(thread), layout.SealedHistogramBytes) : default;
        slot->Crc = ThreadSeal.Of(new ReadOnlySpan<byte>(slot, (int)layout.RegionBytes), histograms);
        Volatile.Write(ref slot->IsSealed, 1);
    }

    public void Dispose() => file.Dispose();

    private byte* Region(int thread) => file.Start + layout.RegionOffset(thread);

    private void Append(RecordKind kind, Action<BinaryWriter> fields) => log.Append(kind, FactsCodec.Write(fields));
}
