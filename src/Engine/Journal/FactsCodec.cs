using System.Text;

namespace Threadmill.Engine.Journal;

/// <summary>
/// The payloads of the journal's records: fields in the order below, as <see cref="BinaryFields"/> writes them. What stands
/// there before the threads start is <see cref="RunCodec"/>'s.
/// </summary>
internal static class FactsCodec
{
    public static byte[] Write(Action<BinaryWriter> fields)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8))
            fields(writer);
        return stream.ToArray();
    }

    public static void Exception(BinaryWriter w, ExceptionFacts f)
    {
        w.Number(f.Thread);
        w.Text(f.Group);
        w.Write(f.Cell);
        w.Write((int)f.Phase);
        w.Write(f.Op);
        w.Write(f.Running);
        Thrown(w, f.Thrown);
    }

    public static ExceptionFacts Exception(BinaryReader r) => new()
    {
        Thread = (int?)r.Number(),
        Group = r.Text(),
        Cell = r.ReadInt32(),
        Phase = (FailurePhase)r.ReadInt32(),
        Op = r.ReadInt64(),
        Running = r.ReadInt32(),
        Thrown = Thrown(r),
    };

    public static void Metric(BinaryWriter w, MetricFacts f)
    {
        w.Write(f.Thread);
        w.Write(f.Cell);
        w.Write(f.Name);
    }

    public static MetricFacts Metric(BinaryReader r) => new(r.ReadInt32(), r.ReadInt32(), r.ReadString());

    public static void Returned(BinaryWriter w, ReturnedFacts f)
    {
        w.Write(f.Thread);
        w.Text(f.Value);
    }

    public static ReturnedFacts Returned(BinaryReader r) => new(r.ReadInt32(), r.Text());

    public static void Diagnostic(BinaryWriter w, DiagnosticFacts f)
    {
        w.Write((int)f.Severity);
        w.Write(f.Code);
        w.Write(f.Message);
    }

    public static DiagnosticFacts Diagnostic(BinaryReader r) => new((DiagnosticSeverity)r.ReadInt32(), r.ReadString(), r.ReadString());

    public static void Runtime(BinaryWriter w, RuntimeFacts f) => w.Texts(f.Frameworks);

    public static RuntimeFacts Runtime(BinaryReader r) => new(r.Texts());

    public static void Problem(BinaryWriter w, ProblemFacts f)
    {
        w.Write((int)f.Kind);
        w.Write(f.Message);
    }

    public static ProblemFacts Problem(BinaryReader r) => new((ProblemKind)r.ReadInt32(), r.ReadString());

    public static void Rung(BinaryWriter w, RungFacts f)
    {
        w.Write(f.Pid);
        w.Write(f.Rung);
        w.Write((int)f.Reason);
        w.Write(f.AtNs);
        w.Numbers(f.Threads);
    }

    public static RungFacts Rung(BinaryReader r) => new(r.ReadInt32(), r.ReadString(), (StopReason)r.ReadInt32(), r.ReadInt64(), r.Numbers());

    public static void Worker(BinaryWriter w, WorkerFacts f)
    {
        w.Write(f.Pid);
        w.Texts(f.Groups);
        w.Text(f.GcSettings);
        w.Numbers(f.GcCollections);
        w.Write(f.GcPauseNs);
        w.Write(f.LockContentions);
        w.Write(f.CpuNs);
        w.Write(f.EndedNs);
    }

    public static WorkerFacts Worker(BinaryReader r) => new()
    {
        Pid = r.ReadInt32(),
        Groups = r.Texts(),
        GcSettings = r.Text(),
        GcCollections = r.Numbers(),
        GcPauseNs = r.ReadInt64(),
        LockContentions = r.ReadInt64(),
        CpuNs = r.ReadInt64(),
        EndedNs = r.ReadInt64(),
    };

    public static void WorkerExit(BinaryWriter w, WorkerExitFacts f)
    {
        w.Write(f.Pid);
        w.Texts(f.Groups);
        w.Number(f.ExitCode);
        w.Number(f.Signal);
        w.Text(f.CrashText);
        w.Text(f.LimitHit);
        w.Write(f.AtNs);
    }

    public static WorkerExitFacts WorkerExit(BinaryReader r) => new(r.ReadInt32(), r.Texts(), (int?)r.Number(), (int?)r.Number(), r.Text(), r.Text(), r.ReadInt64());

    private static void Thrown(BinaryWriter w, ThrownFacts f)
    {
        w.Write(f.Type);
        w.Write(f.Message);
        w.Text(f.StackTrace);
        w.Write(f.Inner.Length);
        foreach (var inner in f.Inner)
            Thrown(w, inner);
    }

    private static ThrownFacts Thrown(BinaryReader r) => new(r.ReadString(), r.ReadString(), r.Text(), r.Many(() => Thrown(r)));
}
