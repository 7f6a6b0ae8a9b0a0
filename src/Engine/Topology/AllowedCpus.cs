using System.Globalization;

namespace Threadmill.Engine.Topology;

/// <summary>What this process may use: the CPUs, and how many CPUs' worth of time (null: no limit).</summary>
public sealed record AllowedCpus(CpuSet Cpus, double? Quota)
{
    /// <param name="mask">The affinity with which the process was started.</param>
    /// <param name="root">The file system's root; another folder in tests.</param>
    public static AllowedCpus Of(CpuSet mask, string root = "/")
    {
        if (!OperatingSystem.IsLinux() && root == "/")
            return new(mask, null);
        var groups = new ControlGroups(root);
        var allowed = groups.Cpuset() is { Count: > 0 } cpuset ? mask.Intersect(cpuset) : mask;
        return new(allowed.Count > 0 ? allowed : mask, groups.Quota());
    }
}

/// <summary>The control groups of this process, version 1 and 2 (cgroups(7)); a limit may stand at any level above.</summary>
internal sealed class ControlGroups(string root)
{
    private readonly Membership[] memberships = ReadMemberships(root);

    public CpuSet? Cpuset() => Levels("cpuset")
        .SelectMany(folder => new[] { "cpuset.cpus.effective", "cpuset.effective_cpus", "cpuset.cpus" }.Select(f => Path.Combine(folder, f)))
        .Select(SystemFile.Text).FirstOrDefault(t => !string.IsNullOrEmpty(t)) is { } list && CpuSet.TryParse(list, out var set) ? set : null;

    public double? Quota()
    {
        double? least = null;
        foreach (var folder in Levels("cpu"))
        {
            if (QuotaOf(folder) is { } quota && !(quota >= least))
                least = quota;
        }
        return least;
    }

    private static double? QuotaOf(string folder)
    {
        if (SystemFile.Text(Path.Combine(folder, "cpu.max"))?.Split(' ') is [var max, var every])
            return Ratio(max, every);
        return SystemFile.Text(Path.Combine(folder, "cpu.cfs_quota_us")) is { } quota && SystemFile.Text(Path.Combine(folder, "cpu.cfs_period_us")) is { } period
            ? Ratio(quota, period)
            : null;
    }

    private static double? Ratio(string quota, string period) =>
        double.TryParse(quota, NumberStyles.Float, CultureInfo.InvariantCulture, out var q) && q > 0
        && double.TryParse(period, NumberStyles.Float, CultureInfo.InvariantCulture, out var p) && p > 0 ? q / p : null;

    /// <summary>The folders of this process's group and of all above it, for the hierarchy that has this controller.</summary>
    private IEnumerable<string> Levels(string controller)
    {
        foreach (var (controllers, path) in memberships)
        {
            var isUnified = controllers.Length == 0;
            if (!isUnified && !controllers.Split(',').Contains(controller))
                continue;
            foreach (var mount in isUnified ? ["sys/fs/cgroup", "sys/fs/cgroup/unified"] : new[] { $"sys/fs/cgroup/{controllers}", $"sys/fs/cgroup/{controller}" })
            {
                // In a container the group's path is the host's; what is mounted is then the group itself.
                for (var level = path.Trim('/'); ; level = Path.GetDirectoryName(level) ?? "")
                {
                    var folder = Path.Combine(root, mount, level);
                    if (Directory.Exists(folder))
                        yield return folder;
                    if (level.Length == 0)
                        break;
                }
            }
        }
    }

    private static Membership[] ReadMemberships(string root) =>
        [.. (SystemFile.Text(Path.Combine(root, "proc/self/cgroup")) ?? "").Split('\n')
            .Select(l => l.Split(':', 3)).Where(p => p.Length == 3).Select(p => new Membership(p[1], p[2]))];

    private sealed record Membership(string Controllers, string Path);
}
