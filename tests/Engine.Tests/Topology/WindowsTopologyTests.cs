using System.Buffers.Binary;
using CsCheck;
using Threadmill.Engine.Topology;

namespace Engine.Tests.Topology;

/// <summary>Records as GetLogicalProcessorInformationEx writes them on a 64-bit system.</summary>
public sealed class WindowsTopologyTests
{
    private const int Unified = 0;
    private const int Data = 2;

    private static byte[] Record(int relation, int bodyBytes, int countAt, Action<Span<byte>> fill, params (int Group, ulong Mask)[] masks)
    {
        var record = new byte[8 + bodyBytes + (16 * masks.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(record, relation);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(4), record.Length);
        var body = record.AsSpan(8);
        fill(body);
        BinaryPrimitives.WriteUInt16LittleEndian(body[countAt..], (ushort)masks.Length);
        foreach (var (i, (group, mask)) in masks.Index())
        {
            BinaryPrimitives.WriteUInt64LittleEndian(body[(bodyBytes + (16 * i))..], mask);
            BinaryPrimitives.WriteUInt16LittleEndian(body[(bodyBytes + (16 * i) + 8)..], (ushort)group);
        }
        return record;
    }

    private static byte[] Core(byte efficiency, int group, ulong mask) => Record(0, 24, 22, b => b[1] = efficiency, (group, mask));

    private static byte[] Node(int number, params (int, ulong)[] masks) => Record(1, 24, 22, b => BinaryPrimitives.WriteInt32LittleEndian(b, number), masks);

    private static byte[] Package(params (int, ulong)[] masks) => Record(3, 24, 22, _ => { }, masks);

    /// <summary>RelationGroup, which tells nothing that is wanted.</summary>
    private static byte[] Groups() => Record(4, 40, 0, _ => { });

    private static byte[] Cache(byte level, int type, uint bytes, int group, ulong mask) => Record(
        2, 32, 30, b =>
        {
            b[0] = level;
            BinaryPrimitives.WriteUInt32LittleEndian(b[4..], bytes);
            BinaryPrimitives.WriteInt32LittleEndian(b[8..], type);
        }, (group, mask));

    private static CpuTopology Parse(params byte[][] records) => WindowsTopology.Parse(records.SelectMany(r => r).ToArray());

    /// <summary>Two sockets of 20 cores with two threads each, 80 CPUs: too many for one group, so each socket is a group of 40. The first has two NUMA nodes.</summary>
    private static CpuTopology TwoGroups() => Parse(
        [.. from @group in new[] { 0, 1 } from core in Enumerable.Range(0, 20) select Core(0, @group, 3UL << (2 * core)),
         Package((0, (1UL << 40) - 1)), Package((1, (1UL << 40) - 1)),
         Node(0, (0, (1UL << 20) - 1)), Node(1, (0, ((1UL << 20) - 1) << 20)), Node(2, (1, (1UL << 40) - 1)),
         Groups(),
         Cache(1, Data, 32 << 10, 0, 3), Cache(3, Unified, 64 << 20, 0, (1UL << 40) - 1), Cache(3, Unified, 64 << 20, 1, (1UL << 40) - 1)]);

    [Fact]
    public void CPUs_of_the_second_group_are_numbered_from_64()
    {
        var t = TwoGroups();
        Assert.Equal("0-39,64-103", t.Online.ToString());
        Assert.Equal(104, t.MaskBits);
        Assert.Equal((40, 2, 3), (t.Cores, t.Sockets, t.NumaNodes));
    }

    [Fact]
    public void Siblings_sockets_nodes_and_caches_are_told_across_groups()
    {
        var t = TwoGroups();
        Assert.Equal("66-67", t.Siblings(67).ToString());
        Assert.Equal((0, 1), (t.Of(0).Socket, t.Of(64).Socket));
        Assert.Equal([0, 1, 2], new[] { 19, 20, 64 }.Select(c => t.Of(c).NumaNode));
        Assert.NotEqual(t.Of(39).LastLevelCache, t.Of(64).LastLevelCache);
        Assert.Equal([(1, "Data", 32L << 10), (3, "Unified", 64L << 20), (3, "Unified", 64L << 20)], t.Caches.Select(c => (c.Level, c.Type, c.Bytes!.Value)));
        Assert.All(t.Cpus, c => Assert.Equal(CoreKind.Unknown, c.Kind));
    }

    [Fact]
    public void A_package_and_a_node_over_two_groups_are_one()
    {
        var t = Parse(Core(0, 0, 1), Core(0, 1, 1), Package((0, 1), (1, 1)), Node(0, (0, 1), (1, 1)));
        Assert.Equal((2, 1, 1), (t.Cores, t.Sockets, t.NumaNodes));
    }

    [Fact]
    public void A_record_of_an_old_system_that_counts_no_groups_has_one()
    {
        var node = Node(1, (0, 0b10));
        node[8 + 22] = 0;
        var t = Parse(Core(0, 0, 0b01), Core(0, 0, 0b10), Package((0, 0b11)), Node(0, (0, 0b01)), node);
        Assert.Equal(2, t.NumaNodes);
        Assert.Equal(1, t.Of(1).NumaNode);
    }

    [Fact]
    public void The_highest_efficiency_class_is_the_performance_cores()
    {
        var t = Parse(Core(1, 0, 0b0011), Core(0, 0, 0b0100), Core(0, 0, 0b1000), Package((0, 0b1111)));
        Assert.Equal([CoreKind.Performance, CoreKind.Performance, CoreKind.Efficient, CoreKind.Efficient], t.Cpus.Select(c => c.Kind));
    }

    [Fact]
    public void The_last_bit_of_a_group_is_a_CPU() => Assert.Equal("63,127", Parse(Core(0, 0, 1UL << 63), Core(0, 1, 1UL << 63)).Online.ToString());

    [Fact]
    public void Records_cut_short_or_of_unknown_kinds_end_the_reading_without_harm()
    {
        var records = (byte[])[.. Core(0, 0, 3), .. Groups(), .. Package((0, 3)), .. Cache(3, Unified, 1024, 0, 3), .. Node(0, (0, 3))];
        for (var length = 0; length <= records.Length; length++)
            Assert.True(WindowsTopology.Parse(records.AsSpan(0, length)).Cpus.Length is 0 or 2);
        Gen.Byte.Array[0, 120].Select(Gen.Int[0, 6], Gen.Int[0, 130]).Sample((bytes, relation, size) =>
        {
            if (bytes.Length >= 8)
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes, relation);
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), size);
            }
            WindowsTopology.Parse(bytes);
        });
    }

    [Theory]
    [InlineData(0x0F, 0x0F, 0, "0-3,64-67")] // not narrowed: every group
    [InlineData(0x00, 0x00, 0, "0-3,64-67")] // threads in several groups already
    [InlineData(0x06, 0x0F, 0, "1-2")]
    [InlineData(0x06, 0x0F, 1, "65-66")]
    public void A_process_may_use_every_group_unless_it_was_narrowed(ulong process, ulong system, int group, string allowed) =>
        Assert.Equal(allowed, WindowsTopology.Allowed(CpuSet.Parse("0-3,64-67"), process, system, group).ToString());
}
