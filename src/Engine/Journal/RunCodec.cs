namespace Threadmill.Engine.Journal;

/// <summary>The payloads of the records that stand in the journal before a thread starts: the plan, and the run as it was bound.</summary>
internal static class RunCodec
{
    public static void Run(BinaryWriter w, RunFacts f)
    {
        w.Write(f.RunId);
        w.Time(f.StartedAt);
        w.Write(f.StartedNs);
        w.Write(f.ToolVersion);
        w.Write(f.Seed);
        w.Texts(f.CommandLine);
        w.Write(f.Isolation);
        w.Write(f.Plan);
        w.Write(f.Plugins.Length);
        foreach (var p in f.Plugins)
        {
            w.Write(p.Path);
            w.Write(p.Version);
            w.Write(p.Sha256);
            w.Text(p.Contract);
        }
        Machine(w, f.Machine);
        w.Write(f.Threads.Length);
        foreach (var t in f.Threads)
            Thread(w, t);
    }

    public static RunFacts Run(BinaryReader r) => new()
    {
        RunId = r.ReadString(),
        StartedAt = r.Time(),
        StartedNs = r.ReadInt64(),
        ToolVersion = r.ReadString(),
        Seed = r.ReadInt32(),
        CommandLine = r.Texts(),
        Isolation = r.ReadString(),
        Plan = r.ReadString(),
        Plugins = r.Many(() => new PluginFacts(r.ReadString(), r.ReadString(), r.ReadString(), r.Text())),
        Machine = Machine(r),
        Threads = r.Many(() => Thread(r)),
    };

    public static void Plan(BinaryWriter w, PlanFacts f)
    {
        w.Texts(f.Plan);
        w.Write(f.Json);
        w.Write(f.RunId);
        w.Time(f.StartedAt);
        w.Write(f.StartedNs);
        w.Write(f.ToolVersion);
        w.Write(f.SupervisorPid);
        w.Texts(f.CommandLine);
        w.Write(f.Folder);
        w.Write(f.StandardInput);
        w.Write(f.IsCheckOnly);
        w.Pairs(f.Built);
    }

    public static PlanFacts Plan(BinaryReader r) => new()
    {
        Plan = r.Texts(),
        Json = r.ReadString(),
        RunId = r.ReadString(),
        StartedAt = r.Time(),
        StartedNs = r.ReadInt64(),
        ToolVersion = r.ReadString(),
        SupervisorPid = r.ReadInt32(),
        CommandLine = r.Texts(),
        Folder = r.ReadString(),
        StandardInput = r.ReadString(),
        IsCheckOnly = r.ReadBoolean(),
        Built = r.Pairs(),
    };

    private static void Thread(BinaryWriter w, ThreadFacts f)
    {
        w.Write(f.Index);
        w.Write(f.Name);
        w.Write(f.OsName);
        w.Write(f.Group);
        w.Text(f.Target);
        w.Texts(f.Args);
        w.Pairs(f.Kwargs);
        w.Write(f.Daemon);
        w.Write(f.IsLoop);
        w.Text(f.Pin?.Requested);
        w.Numbers(f.Pin?.Cpus ?? []);
        w.Real(f.Rate);
        w.Text(f.Instance);
    }

    private static ThreadFacts Thread(BinaryReader r) => new()
    {
        Index = r.ReadInt32(),
        Name = r.ReadString(),
        OsName = r.ReadString(),
        Group = r.ReadString(),
        Target = r.Text(),
        Args = r.Texts(),
        Kwargs = r.Pairs(),
        Daemon = r.ReadBoolean(),
        IsLoop = r.ReadBoolean(),
        Pin = (r.Text(), r.Numbers()) is ({ } requested, var cpus) ? new(requested, cpus) : null,
        Rate = r.Real(),
        Instance = r.Text(),
    };

    private static void Machine(BinaryWriter w, MachineFacts f)
    {
        w.Write(f.Os);
        w.Write(f.Kernel);
        w.Write(f.Arch);
        w.Text(f.CpuModel);
        w.Write(f.LogicalCpus);
        w.Write(f.AllowedCpus);
        w.Real(f.CpuQuota);
        w.Write(f.Runtime);
        w.Write(f.Clock.Name);
        w.Real(f.Clock.ReadNs);
        w.Real(f.Clock.LoopNs);
    }

    private static MachineFacts Machine(BinaryReader r) => new()
    {
        Os = r.ReadString(),
        Kernel = r.ReadString(),
        Arch = r.ReadString(),
        CpuModel = r.Text(),
        LogicalCpus = r.ReadInt32(),
        AllowedCpus = r.ReadString(),
        CpuQuota = r.Real(),
        Runtime = r.ReadString(),
        Clock = new(r.ReadString(), r.Real(), r.Real()),
    };
}
