using System.Collections.Immutable;
using System.Text;

namespace Threadmill.Engine.Journal;

/// <summary>
/// The payloads of the journal's records: fields in the order below, as <see cref="BinaryWriter"/> writes them (little-endian,
/// strings in UTF-8 with their length before them), a byte before what may be missing, a count before what repeats. Not
/// JSON: reading and writing that would compile a thousand methods at every start.
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

    public static void Run(BinaryWriter w, RunFacts f)
    {
        w.Write(f.RunId);
        Time(w, f.StartedAt);
        w.Write(f.StartedNs);
        w.Write(f.ToolVersion);
        w.Write(f.Seed);
        Texts(w, f.CommandLine);
        w.Write(f.Isolation);
        w.Write(f.Plan);
        w.Write(f.Plugins.Length);
        foreach (var p in f.Plugins)
        {
            w.Write(p.Path);
            w.Write(p.Version);
            w.Write(p.Sha256);
            Text(w, p.Contract);
        }
        Machine(w, f.Machine);
        w.Write(f.Threads.Length);
        foreach (var t in f.Threads)
            Thread(w, t);
    }

    public static RunFacts Run(BinaryReader r) => new()
    {
        RunId = r.ReadString(),
        StartedAt = Time(r),
        StartedNs = r.ReadInt64(),
        ToolVersion = r.ReadString(),
        Seed = r.ReadInt32(),
        CommandLine = Texts(r),
        Isolation = r.ReadString(),
        Plan = r.ReadString(),
        Plugins = Many(r, () => new PluginFacts(r.ReadString(), r.ReadString(), r.ReadString(), Text(r))),
        Machine = Machine(r),
        Threads = Many(r, () => Thread(r)),
    };

    public static void Plan(BinaryWriter w, PlanFacts f)
    {
        w.Write(f.Plan);
        w.Write(f.RunId);
        Time(w, f.StartedAt);
        w.Write(f.StartedNs);
        w.Write(f.ToolVersion);
        w.Write(f.SupervisorPid);
        Texts(w, f.CommandLine);
        w.Write(f.Folder);
        w.Write(f.StandardInput);
        w.Write(f.IsCheckOnly);
        Pairs(w, f.Built);
    }

    public static PlanFacts Plan(BinaryReader r) => new()
    {
        Plan = r.ReadString(),
        RunId = r.ReadString(),
        StartedAt = Time(r),
        StartedNs = r.ReadInt64(),
        ToolVersion = r.ReadString(),
        SupervisorPid = r.ReadInt32(),
        CommandLine = Texts(r),
        Folder = r.ReadString(),
        StandardInput = r.ReadString(),
        IsCheckOnly = r.ReadBoolean(),
        Built = Pairs(r),
    };

    public static void Exception(BinaryWriter w, ExceptionFacts f)
    {
        Number(w, f.Thread);
        Text(w, f.Group);
        w.Write(f.Cell);
        w.Write((int)f.Phase);
        w.Write(f.Op);
        w.Write(f.Running);
        Thrown(w, f.Thrown);
    }

    public static ExceptionFacts Exception(BinaryReader r) => new()
    {
        Thread = (int?)Number(r),
        Group = Text(r),
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
        Text(w, f.Value);
    }

    public static ReturnedFacts Returned(BinaryReader r) => new(r.ReadInt32(), Text(r));

    public static void Diagnostic(BinaryWriter w, DiagnosticFacts f)
    {
        w.Write((int)f.Severity);
        w.Write(f.Code);
        w.Write(f.Message);
    }

    public static DiagnosticFacts Diagnostic(BinaryReader r) => new((DiagnosticSeverity)r.ReadInt32(), r.ReadString(), r.ReadString());

    public static void Runtime(BinaryWriter w, RuntimeFacts f) => Texts(w, f.Frameworks);

    public static RuntimeFacts Runtime(BinaryReader r) => new(Texts(r));

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
        Numbers(w, f.Threads);
    }

    public static RungFacts Rung(BinaryReader r) => new(r.ReadInt32(), r.ReadString(), (StopReason)r.ReadInt32(), r.ReadInt64(), Numbers(r));

    public static void Worker(BinaryWriter w, WorkerFacts f)
    {
        w.Write(f.Pid);
        Texts(w, f.Groups);
        Text(w, f.GcSettings);
        Numbers(w, f.GcCollections);
        w.Write(f.GcPauseNs);
        w.Write(f.LockContentions);
        w.Write(f.EndedNs);
    }

    public static WorkerFacts Worker(BinaryReader r) => new()
    {
        Pid = r.ReadInt32(),
        Groups = Texts(r),
        GcSettings = Text(r),
        GcCollections = Numbers(r),
        GcPauseNs = r.ReadInt64(),
        LockContentions = r.ReadInt64(),
        EndedNs = r.ReadInt64(),
    };

    public static void WorkerExit(BinaryWriter w, WorkerExitFacts f)
    {
        w.Write(f.Pid);
        Texts(w, f.Groups);
        Number(w, f.ExitCode);
        Number(w, f.Signal);
        Text(w, f.CrashText);
        Text(w, f.LimitHit);
        w.Write(f.AtNs);
    }

    public static WorkerExitFacts WorkerExit(BinaryReader r) => new(r.ReadInt32(), Texts(r), (int?)Number(r), (int?)Number(r), Text(r), Text(r), r.ReadInt64());

    private static void Thread(BinaryWriter w, ThreadFacts f)
    {
        w.Write(f.Index);
        w.Write(f.Name);
        w.Write(f.OsName);
        w.Write(f.Group);
        Text(w, f.Target);
        Texts(w, f.Args);
        Pairs(w, f.Kwargs);
        w.Write(f.Daemon);
        w.Write(f.IsLoop);
        Text(w, f.Pin?.Requested);
        Numbers(w, f.Pin?.Cpus ?? []);
        Real(w, f.Rate);
        Text(w, f.Instance);
    }

    private static ThreadFacts Thread(BinaryReader r) => new()
    {
        Index = r.ReadInt32(),
        Name = r.ReadString(),
        OsName = r.ReadString(),
        Group = r.ReadString(),
        Target = Text(r),
        Args = Texts(r),
        Kwargs = Pairs(r),
        Daemon = r.ReadBoolean(),
        IsLoop = r.ReadBoolean(),
        Pin = (Text(r), Numbers(r)) is ({ } requested, var cpus) ? new(requested, cpus) : null,
        Rate = Real(r),
        Instance = Text(r),
    };

    private static void Machine(BinaryWriter w, MachineFacts f)
    {
        w.Write(f.Os);
        w.Write(f.Kernel);
        w.Write(f.Arch);
        Text(w, f.CpuModel);
        w.Write(f.LogicalCpus);
        w.Write(f.AllowedCpus);
        Real(w, f.CpuQuota);
        w.Write(f.Runtime);
        w.Write(f.Clock.Name);
        Real(w, f.Clock.ReadNs);
        Real(w, f.Clock.LoopNs);
    }

    private static MachineFacts Machine(BinaryReader r) => new()
    {
        Os = r.ReadString(),
        Kernel = r.ReadString(),
        Arch = r.ReadString(),
        CpuModel = Text(r),
        LogicalCpus = r.ReadInt32(),
        AllowedCpus = r.ReadString(),
        CpuQuota = Real(r),
        Runtime = r.ReadString(),
        Clock = new(r.ReadString(), Real(r), Real(r)),
    };

    private static void Thrown(BinaryWriter w, ThrownFacts f)
    {
        w.Write(f.Type);
        w.Write(f.Message);
        Text(w, f.StackTrace);
        w.Write(f.Inner.Length);
        foreach (var inner in f.Inner)
            Thrown(w, inner);
    }

    private static ThrownFacts Thrown(BinaryReader r) => new(r.ReadString(), r.ReadString(), Text(r), Many(r, () => Thrown(r)));

    private static void Time(BinaryWriter w, DateTimeOffset time) => w.Write(time.UtcTicks);

    private static DateTimeOffset Time(BinaryReader r) => new(r.ReadInt64(), TimeSpan.Zero);

    private static void Text(BinaryWriter w, string? text)
    {
        w.Write(text is not null);
        if (text is not null)
            w.Write(text);
    }

    private static string? Text(BinaryReader r) => r.ReadBoolean() ? r.ReadString() : null;

    private static void Number(BinaryWriter w, long? number)
    {
        w.Write(number is not null);
        w.Write(number ?? 0);
    }

    private static long? Number(BinaryReader r) => (r.ReadBoolean(), r.ReadInt64()) is (true, var number) ? number : null;

    private static void Real(BinaryWriter w, double? number)
    {
        w.Write(number is not null);
        w.Write(number ?? 0);
    }

    private static double? Real(BinaryReader r) => (r.ReadBoolean(), r.ReadDouble()) is (true, var number) ? number : null;

    private static void Pairs(BinaryWriter w, ImmutableSortedDictionary<string, string> pairs)
    {
        w.Write(pairs.Count);
        foreach (var (key, value) in pairs)
        {
            w.Write(key);
            w.Write(value);
        }
    }

    private static ImmutableSortedDictionary<string, string> Pairs(BinaryReader r) =>
        Many(r, () => KeyValuePair.Create(r.ReadString(), r.ReadString())).ToImmutableSortedDictionary();

    private static void Texts(BinaryWriter w, ImmutableArray<string> texts)
    {
        w.Write(texts.Length);
        foreach (var text in texts)
            w.Write(text);
    }

    private static ImmutableArray<string> Texts(BinaryReader r) => Many(r, r.ReadString);

    private static void Numbers(BinaryWriter w, ImmutableArray<int> numbers)
    {
        w.Write(numbers.Length);
        foreach (var number in numbers)
            w.Write(number);
    }

    private static ImmutableArray<int> Numbers(BinaryReader r) => Many(r, r.ReadInt32);

    private static ImmutableArray<T> Many<T>(BinaryReader r, Func<T> item)
    {
        var items = new T[r.ReadInt32()];
        for (var i = 0; i < items.Length; i++)
            items[i] = item();
        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(items);
    }
}
