using Threadmill.Engine.Affinity;
using Threadmill.Engine.Topology;

namespace Threadmill.Engine.Planning;

/// <summary>What a plan is checked against: the CPUs there are, those this process may use, and how threads are pinned to them.</summary>
public sealed record Machine(OnlineCpus Cpus, AllowedCpus Allowed, IThreadPinning Pinning)
{
    private readonly Lazy<CpuTopology> topology = new(CpuTopology.Read);

    /// <summary>Read when it is first asked for: it is thousands of files on a large machine, and most runs pin nothing.</summary>
    public CpuTopology Topology => topology.Value;

    public static Machine Read()
    {
        var cpus = OnlineCpus.Read();
        var mask = OperatingSystem.IsWindows() ? WindowsTopology.Allowed(cpus.Numbers) : ThreadPinning.OfThisMachine.Current();
        return new(cpus, AllowedCpus.Of(mask.Count > 0 ? mask : cpus.Numbers), ThreadPinning.OfThisMachine);
    }
}
