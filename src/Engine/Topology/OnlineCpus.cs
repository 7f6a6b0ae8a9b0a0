namespace Threadmill.Engine.Topology;

/// <summary>The CPUs that are online, without how they lie to each other.</summary>
/// <param name="Model">Null where it is not told.</param>
public sealed record OnlineCpus(CpuSet Numbers, string? Model)
{
    public static OnlineCpus Read()
    {
        if (OperatingSystem.IsLinux())
            return new LinuxTopology("/").ReadOnline();
        var topology = CpuTopology.Read();
        return new(topology.Online, topology.Model);
    }
}
