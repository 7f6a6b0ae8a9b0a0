using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Threadmill.Engine.Topology;

/// <summary>
/// Reads GetLogicalProcessorInformationEx(RelationAll). A logical CPU's number is its group times 64 plus its bit, so that
/// numbers are stable where groups are not full.
/// </summary>
public static unsafe partial class WindowsTopology
{
    private const int RelationAll = 0xFFFF;
    private const int GroupSize = 64;
    private const int MaskAt = 24;
    private const int CacheMaskAt = 32;

    private enum Relation
    {
        Core = 0,
        NumaNode = 1,
        Cache = 2,
        Package = 3,
        NumaNodeEx = 6,
    }

    public static CpuTopology Read()
    {
        var bytes = 0;
        GetLogicalProcessorInformationEx(RelationAll, null, ref bytes);
        var buffer = new byte[bytes];
        fixed (byte* start = buffer)
        {
            return GetLogicalProcessorInformationEx(RelationAll, start, ref bytes)
                ? Parse(buffer.AsSpan(0, bytes))
                : CpuTopology.Flat(Environment.ProcessorCount, null);
        }
    }

    /// <summary>
    /// What this process may use. A thread's own affinity does not tell: it is one group's share of what a process may use,
    /// which is every group unless its affinity was narrowed.
    /// </summary>
    public static CpuSet Allowed(CpuSet online) =>
        GetProcessAffinityMask(GetCurrentProcess(), out var process, out var system) && TryGetGroup(out var group)
            ? Allowed(online, process, system, group)
            : online;

    /// <param name="process">The process's mask within its group; 0 where it has threads in several.</param>
    /// <param name="system">All that is in that group.</param>
    public static CpuSet Allowed(CpuSet online, ulong process, ulong system, int group) =>
        process == 0 || process == system ? online : new(online.Where(c => c / GroupSize == group && (process >> (c % GroupSize) & 1) != 0));

    private static bool TryGetGroup(out int group)
    {
        ushort count = 1;
        ushort first = 0;
        var isOne = GetProcessGroupAffinity(GetCurrentProcess(), ref count, &first);
        group = first;
        return isOne;
    }

    /// <summary>Reads the records that the system call gives: 64-bit layout of SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX.</summary>
    public static CpuTopology Parse(ReadOnlySpan<byte> buffer)
    {
        var cores = new List<(CpuSet Cpus, int Class)>();
        var packages = new List<CpuSet>();
        var nodes = new List<CpuSet>();
        var caches = new List<CpuCache>();
        while (buffer.Length >= 8)
        {
            var relation = (Relation)BinaryPrimitives.ReadInt32LittleEndian(buffer);
            var size = BinaryPrimitives.ReadInt32LittleEndian(buffer[4..]);
            if (size < 8 || size > buffer.Length)
                break;
            var body = buffer[8..size];
            switch (relation)
            {
                case Relation.Core when body.Length >= MaskAt:
                    cores.Add((Masks(body, MaskAt), body[1]));
                    break;
                case Relation.Package when body.Length >= MaskAt:
                    packages.Add(Masks(body, MaskAt));
                    break;
                case (Relation.NumaNode or Relation.NumaNodeEx) when body.Length >= MaskAt:
                    nodes.Add(Masks(body, MaskAt));
                    break;
                case Relation.Cache when body.Length >= CacheMaskAt:
                    caches.Add(new(body[0], TypeOf(BinaryPrimitives.ReadInt32LittleEndian(body[8..])), BinaryPrimitives.ReadUInt32LittleEndian(body[4..]), Masks(body, CacheMaskAt)));
                    break;
            }
            buffer = buffer[size..];
        }
        return Assemble(cores, packages, nodes, caches);
    }

    private static CpuTopology Assemble(List<(CpuSet Cpus, int Class)> cores, List<CpuSet> packages, List<CpuSet> nodes, List<CpuCache> caches)
    {
        var last = caches.Where(c => c.Level == caches.Max(m => m.Level)).Select(c => c.Cpus).Distinct().ToList();
        var isHybrid = cores.Select(c => c.Class).Distinct().Count() > 1;
        var best = cores.Count == 0 ? 0 : cores.Max(c => c.Class);
        var cpus = from core in cores.Index()
                   from cpu in core.Item.Cpus
                   orderby cpu
                   select new LogicalCpu(cpu, core.Index, Holder(packages, cpu), Holder(nodes, cpu), Holder(last, cpu),
                       !isHybrid ? CoreKind.Unknown : core.Item.Class == best ? CoreKind.Performance : CoreKind.Efficient);
        return new([.. cpus], [.. caches.Distinct()], Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER"));
    }

    private static int Holder(List<CpuSet> sets, int cpu) => Math.Max(sets.FindIndex(s => s.Contains(cpu)), 0);

    /// <summary>The GROUP_AFFINITY array of a record, its 16-bit count before it: a 64-bit mask and the group's number, 16 bytes each. An old record says 0 groups and means one.</summary>
    private static CpuSet Masks(ReadOnlySpan<byte> body, int offset)
    {
        var cpus = new List<int>();
        var count = Math.Max((int)BinaryPrimitives.ReadUInt16LittleEndian(body[(offset - 2)..]), 1);
        for (var i = 0; i < count && offset + (16 * (i + 1)) <= body.Length; i++)
        {
            var mask = BinaryPrimitives.ReadUInt64LittleEndian(body[(offset + (16 * i))..]);
            var group = BinaryPrimitives.ReadUInt16LittleEndian(body[(offset + (16 * i) + 8)..]);
            for (; mask != 0; mask &= mask - 1)
                cpus.Add((group * GroupSize) + BitOperations.TrailingZeroCount(mask));
        }
        return new(cpus);
    }

    private static string TypeOf(int type) => type switch { 0 => "Unified", 1 => "Instruction", 2 => "Data", _ => "Trace" };

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetLogicalProcessorInformationEx(int relation, byte* buffer, ref int bytes);

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentProcess();

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetProcessAffinityMask(nint process, out ulong processMask, out ulong systemMask);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetProcessGroupAffinity(nint process, ref ushort count, ushort* groups);
}
