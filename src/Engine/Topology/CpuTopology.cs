using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Threadmill.Engine.Topology;

/// <summary>One logical CPU and where it sits. All identities are unique in the machine; the numbers themselves mean nothing.</summary>
/// <param name="Number">What the operating system numbers.</param>
/// <param name="Core">The core; CPUs of one core are SMT siblings.</param>
/// <param name="LastLevelCache">The CPUs with the same one share their last cache.</param>
public sealed record LogicalCpu(int Number, int Core, int Socket, int NumaNode, int LastLevelCache, CoreKind Kind);

public enum CoreKind
{
    /// <summary>All cores are alike, or the machine does not tell.</summary>
    Unknown,
    Performance,
    Efficient,
}

/// <param name="Type">Data, Instruction or Unified.</param>
/// <param name="Bytes">Null where it is not told.</param>
public sealed record CpuCache(int Level, string Type, long? Bytes, CpuSet Cpus);

/// <summary>The machine's CPUs that are online, as the operating system describes them; what it does not tell is taken as flat.</summary>
public sealed record CpuTopology(ImmutableArray<LogicalCpu> Cpus, ImmutableArray<CpuCache> Caches, string? Model)
{
    public CpuSet Online => new(Cpus.Select(c => c.Number));

    public int Sockets => Cpus.Select(c => c.Socket).Distinct().Count();

    public int Cores => Cpus.Select(c => c.Core).Distinct().Count();

    public int NumaNodes => Cpus.Select(c => c.NumaNode).Distinct().Count();

    /// <summary>One more than the highest CPU number: how large a mask must be.</summary>
    public int MaskBits => Cpus.Max(c => c.Number) + 1;

    /// <summary>How large a mask must be for any CPU that there may ever be, without reading the whole topology.</summary>
    public static int PossibleBits() =>
        OperatingSystem.IsLinux() && LinuxTopology.Possible("/") is { Count: > 0 } possible ? possible.Highest + 1 : Read().MaskBits;

    public static CpuTopology Read() =>
        OperatingSystem.IsLinux() ? new LinuxTopology("/").Read()
        : OperatingSystem.IsWindows() ? WindowsTopology.Read()
        : Flat(Environment.ProcessorCount, RuntimeInformation.ProcessArchitecture.ToString());

    /// <summary>So many single-threaded cores on one socket: what is assumed where nothing is told.</summary>
    public static CpuTopology Flat(int count, string? model) =>
        new([.. Enumerable.Range(0, count).Select(i => new LogicalCpu(i, i, 0, 0, 0, CoreKind.Unknown))], [], model);

    public CpuSet Siblings(int cpu) => new(Cpus.Where(c => c.Core == Of(cpu).Core).Select(c => c.Number));

    public LogicalCpu Of(int cpu) => Cpus.First(c => c.Number == cpu);
}
