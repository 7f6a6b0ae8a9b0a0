using System.Globalization;

namespace Threadmill.Engine.Metering;

/// <summary>What the machine withheld from this process so far; differences of two readings are what matters. Null is «not known».</summary>
/// <param name="StolenShare">Time that the hypervisor gave to others while our CPUs wanted to run, of all CPUs' time.</param>
/// <param name="Throttled">How often the CPU quota stopped the process's control group.</param>
/// <param name="ThrottledNs">For how long, over all CPUs.</param>
public sealed record MachineReading(double? StolenShare, long? Throttled, long? ThrottledNs);

/// <summary>Reads /proc/stat (proc(5)) and the control group's cpu.stat (cgroups(7)): Linux only, elsewhere nothing is known.</summary>
public sealed class MachineMeter
{
    private const int StealColumn = 7;
    private const int CpuColumns = 8;

    private readonly string root;
    private readonly (long Steal, long All)? ticks;
    private readonly (long Count, long Ns)? throttling;

    /// <param name="root">The file system's root; another folder in tests.</param>
    public MachineMeter(string root = "/")
    {
        this.root = root;
        ticks = Ticks();
        throttling = Throttling();
    }

    /// <summary>What came since this meter was made.</summary>
    public MachineReading Read() => new(
        ticks is { } from && Ticks() is { } to && to.All > from.All ? (double)(to.Steal - from.Steal) / (to.All - from.All) : null,
        Throttling()?.Count - throttling?.Count,
        Throttling()?.Ns - throttling?.Ns);

    private (long Steal, long All)? Ticks()
    {
        var columns = Lines("proc/stat").FirstOrDefault(l => l.StartsWith("cpu ", StringComparison.Ordinal))?
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..].Take(CpuColumns).Select(Number).ToArray();
        return columns is { Length: CpuColumns } ? (columns[StealColumn], columns.Sum()) : null;
    }

    private (long Count, long Ns)? Throttling()
    {
        foreach (var line in Lines("proc/self/cgroup"))
        {
            if (line.Split(':', 3) is not [_, var controllers, var path] || (controllers.Length > 0 && !controllers.Split(',').Contains("cpu")))
                continue;
            // In a container the group's path is the host's; what is mounted is then the group itself.
            string[] folders = [$"sys/fs/cgroup/{controllers}{path}", $"sys/fs/cgroup/{controllers}"];
            if (folders.Select(f => Throttling(Lines(f + "/cpu.stat"))).FirstOrDefault(t => t is not null) is { } found)
                return found;
        }
        return null;
    }

    private static (long Count, long Ns)? Throttling(string[] stat) =>
        Value(stat, "nr_throttled") is { } count && (Value(stat, "throttled_usec") * 1000 ?? Value(stat, "throttled_time")) is { } ns ? (count, ns) : null;

    private static long? Value(string[] stat, string name) =>
        stat.Select(l => l.Split(' ')).FirstOrDefault(p => p[0] == name) is [_, var text] ? Number(text) : null;

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private string[] Lines(string file) => SystemFile.Text(Path.Combine(root, file))?.Split('\n') ?? [];
}
