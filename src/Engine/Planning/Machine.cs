using Threadmill.Engine.Affinity;
using Threadmill.Engine.Topology;

namespace Threadmill.Engine.Planning;

/// <summary>What a plan is checked against: the CPUs there are, those this process may use, and how threads are pinned to them.</summary>
public sealed record Machine(CpuTopology Topology, AllowedCpus Allowed, IThreadPinning Pinning)
{
    public static Machine Read()
    {
        var topology = CpuTopology.Read();
        var mask = OperatingSystem.IsWindows() ? WindowsTopology.Allowed(topology.Online) : ThreadPinning.OfThisMachine.Current();
        return new(topology, AllowedCpus.Of(mask.Count > 0 ? mask : topology.Online), ThreadPinning.OfThisMachine);
    }
}
