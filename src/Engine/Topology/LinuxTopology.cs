using System.Collections.Immutable;
using System.Globalization;

namespace Threadmill.Engine.Topology;

/// <summary>Reads sysfs (Documentation/admin-guide/cputopology.rst). Every file may be missing: containers hide them, kernels leave them out.</summary>
/// <param name="root">The file system's root; another folder in tests.</param>
public sealed class LinuxTopology(string root)
{
    private readonly string cpuFolder = Path.Combine(root, "sys/devices/system/cpu");
    private readonly string nodeFolder = Path.Combine(root, "sys/devices/system/node");

    /// <summary>All CPUs that may ever be online; null where that is not told.</summary>
    public static CpuSet? Possible(string root) => List(Path.Combine(root, "sys/devices/system/cpu/possible"));

    public OnlineCpus ReadOnline() => new(Online(), Model());

    public CpuTopology Read()
    {
        var online = Online();
        var nodes = NodeOfCpu(online);
        var kinds = KindOfCpu(online);
        var cores = new Identities();
        var sockets = new Identities();
        var lastCaches = new Identities();
        var caches = new List<CpuCache>();
        var cpus = ImmutableArray.CreateBuilder<LogicalCpu>();
        foreach (var cpu in online)
        {
            var topology = Path.Combine(cpuFolder, $"cpu{cpu}/topology");
            var package = SystemFile.Text(Path.Combine(topology, "physical_package_id")) ?? "0";
            // core_id is unique within package and die only.
            var core = SystemFile.Text(Path.Combine(topology, "core_id")) is { } id
                ? $"{package}/{SystemFile.Text(Path.Combine(topology, "die_id")) ?? "0"}/{id}"
                : $"cpu{cpu}";
            var own = CachesOf(cpu);
            caches.AddRange(own.Where(o => !caches.Any(c => c.Level == o.Level && c.Type == o.Type && c.Cpus.Equals(o.Cpus))));
            var last = own.MaxBy(c => c.Level)?.Cpus.ToString() ?? $"package {package}";
            cpus.Add(new(cpu, cores.Of(core), sockets.Of(package), nodes[cpu], lastCaches.Of(last), kinds[cpu]));
        }
        return new(cpus.ToImmutable(), [.. caches], Model());
    }

    /// <summary>Where sysfs is hidden, /proc/cpuinfo tells the numbers; the runtime's count is only what taskset left.</summary>
    private CpuSet Online()
    {
        if (List(Path.Combine(cpuFolder, "online")) is { Count: > 0 } online)
            return online;
        var listed = Processors().Where(l => l.StartsWith("processor", StringComparison.Ordinal))
            .Select(l => int.TryParse(l.Split(':', 2)[^1], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var cpu) ? cpu : -1);
        return new CpuSet(listed.Where(c => c >= 0)) is { Count: > 0 } told ? told : new(Enumerable.Range(0, Environment.ProcessorCount));
    }

    private CpuCache[] CachesOf(int cpu)
    {
        var folder = Path.Combine(cpuFolder, $"cpu{cpu}/cache");
        if (!Directory.Exists(folder))
            return [];
        var caches = new List<CpuCache>();
        var indexes = Directory.GetDirectories(folder, "index*");
        Array.Sort(indexes, StringComparer.Ordinal);
        foreach (var index in indexes)
        {
            if (Number(Path.Combine(index, "level")) is { } level && List(Path.Combine(index, "shared_cpu_list")) is { } shared)
                caches.Add(new((int)level, SystemFile.Text(Path.Combine(index, "type")) ?? "Unified", Size(SystemFile.Text(Path.Combine(index, "size"))), shared));
        }
        return [.. caches];
    }

    private int[] NodeOfCpu(CpuSet online)
    {
        var nodes = new int[online.Highest + 1];
        if (!Directory.Exists(nodeFolder))
            return nodes;
        foreach (var folder in Directory.GetDirectories(nodeFolder, "node*"))
        {
            if (!int.TryParse(Path.GetFileName(folder).AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var node))
                continue;
            foreach (var cpu in List(Path.Combine(folder, "cpulist"))?.Intersect(online) ?? CpuSet.Empty)
                nodes[cpu] = node;
        }
        return nodes;
    }

    /// <summary>Intel names its kinds of cores (a third, low-power one counts as efficient); elsewhere the capacity, then the top frequency tells, if it differs by a fifth or more.</summary>
    private CoreKind[] KindOfCpu(CpuSet online)
    {
        var kinds = new CoreKind[online.Highest + 1];
        var performance = List(Path.Combine(root, "sys/devices/cpu_core/cpus"));
        var isNamed = performance is not null && List(Path.Combine(root, "sys/devices/cpu_atom/cpus")) is not null;
        var strength = new long[kinds.Length];
        var (least, most) = (long.MaxValue, 0L);
        foreach (var cpu in online)
        {
            strength[cpu] = Number(Path.Combine(cpuFolder, $"cpu{cpu}/cpu_capacity")) ?? Number(Path.Combine(cpuFolder, $"cpu{cpu}/cpufreq/cpuinfo_max_freq")) ?? 0;
            (least, most) = (Math.Min(least, strength[cpu]), Math.Max(most, strength[cpu]));
        }
        if (!isNamed && (least == 0 || least * 5 > most * 4))
            return kinds;
        foreach (var cpu in online)
            kinds[cpu] = (isNamed ? performance!.Contains(cpu) : strength[cpu] * 5 > most * 4) ? CoreKind.Performance : CoreKind.Efficient;
        return kinds;
    }

    private string? Model() =>
        Processors().FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[^1].Trim();

    private string[] Processors() => SystemFile.Text(Path.Combine(root, "proc/cpuinfo"))?.Split('\n') ?? [];

    private static CpuSet? List(string file) => SystemFile.Text(file) is { } text && CpuSet.TryParse(text, out var set) ? set : null;

    private static long? Number(string file) =>
        long.TryParse(SystemFile.Text(file), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>32K, 8M; the kernel writes K only, firmware tables the others.</summary>
    private static long? Size(string? text)
    {
        if (text is null || text.Length < 2)
            return null;
        var unit = text[^1] switch { 'K' => 1L << 10, 'M' => 1L << 20, 'G' => 1L << 30, _ => 0 };
        return long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var n) && unit > 0 ? n * unit : null;
    }

    /// <summary>Numbers names in the order of their appearance.</summary>
    private sealed class Identities
    {
        private readonly Dictionary<string, int> known = [];

        public int Of(string name) => known.TryGetValue(name, out var id) ? id : known[name] = known.Count;
    }
}
