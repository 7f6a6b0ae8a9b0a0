using System.Globalization;
using Threadmill.Engine.Topology;

namespace Engine.Tests.Topology;

public sealed class LinuxTopologyTests
{
    private const string Cpus = "sys/devices/system/cpu";

    private static CpuTopology Read(Recorded machine)
    {
        using (machine)
            return new LinuxTopology(machine.Root).Read();
    }

    private static string Of(CpuTopology t, CoreKind kind) => new CpuSet(t.Cpus.Where(c => c.Kind == kind).Select(c => c.Number)).ToString();

    [Fact]
    public void One_CPU_that_tells_nothing_is_a_whole_machine()
    {
        var t = Read(Recorded.OneCpu());
        Assert.Equal((1, 1, 1, 1), (t.Cpus.Length, t.Cores, t.Sockets, t.NumaNodes));
        Assert.Empty(t.Caches);
        Assert.Null(t.Model);
        Assert.Equal("0", t.Siblings(0).ToString());
    }

    [Fact]
    public void Siblings_share_a_core_whatever_their_numbers()
    {
        var t = Read(Recorded.Desktop().File("proc/cpuinfo", "processor\t: 0\nmodel name\t: Some CPU @ 3.00GHz: fast\nprocessor\t: 1\nmodel name\t: other"));
        Assert.Equal((8, 4, 1, 1), (t.Cpus.Length, t.Cores, t.Sockets, t.NumaNodes));
        Assert.Equal("1,5", t.Siblings(1).ToString());
        Assert.Equal("1,5", t.Siblings(5).ToString());
        Assert.Equal("Some CPU @ 3.00GHz: fast", t.Model);
        Assert.All(t.Cpus, c => Assert.Equal(CoreKind.Unknown, c.Kind));
    }

    [Fact]
    public void Each_cache_is_told_once_with_all_who_share_it()
    {
        var caches = Read(Recorded.Desktop()).Caches;
        Assert.Equal(8, caches.Count(c => c is { Level: 1, Type: "Data", Bytes: 32 << 10, Cpus.Count: 1 }));
        Assert.Equal(new CpuCache(3, "Unified", 32 << 20, CpuSet.Parse("0-7")), Assert.Single(caches, c => c.Level == 3));
    }

    [Theory]
    [InlineData("32M", 32L << 20)]
    [InlineData("1G", 1L << 30)]
    [InlineData("512", null)]
    [InlineData("K", null)]
    [InlineData("-1K", null)]
    public void The_size_of_a_cache_is_bytes_or_not_known(string text, long? bytes) =>
        Assert.Equal(bytes, Read(Recorded.Desktop().File($"{Cpus}/cpu0/cache/index0/size", text)).Caches.Single(c => c.Level == 1 && c.Cpus.Contains(0)).Bytes);

    [Fact]
    public void Performance_and_efficient_cores_are_told_apart()
    {
        var t = Read(Recorded.Hybrid());
        Assert.Equal(("0-3", "4-7"), (Of(t, CoreKind.Performance), Of(t, CoreKind.Efficient)));
        Assert.Equal(6, t.Cores);
    }

    [Fact]
    public void Low_power_cores_that_are_neither_are_not_performance_cores() =>
        Assert.Equal("0-3", Of(Read(Recorded.Hybrid().File("sys/devices/cpu_atom/cpus", "4-5").File("sys/devices/cpu_lowpower/cpus", "6-7")), CoreKind.Performance));

    [Theory]
    [InlineData("cpu_capacity", 1024, 446, "0-3", "4-7")]
    [InlineData("cpu_capacity", 1024, 900, "", "")]
    [InlineData("cpufreq/cpuinfo_max_freq", 5_000_000, 3_800_000, "0-3", "4-7")]
    [InlineData("cpufreq/cpuinfo_max_freq", 5_000_000, 4_800_000, "", "")]
    public void Where_kinds_have_no_names_a_fifth_less_strength_makes_an_efficient_core(string file, int strong, int weak, string performance, string efficient)
    {
        var machine = Recorded.Desktop();
        for (var cpu = 0; cpu < 8; cpu++)
            machine.File(string.Create(CultureInfo.InvariantCulture, $"{Cpus}/cpu{cpu}/{file}"), $"{(cpu < 4 ? strong : weak)}");
        var t = Read(machine);
        Assert.Equal((performance, efficient), (Of(t, CoreKind.Performance), Of(t, CoreKind.Efficient)));
    }

    [Fact]
    public void Sockets_nodes_and_gaps_are_seen()
    {
        var t = Read(Recorded.Server());
        Assert.Equal((27, 27, 2, 4), (t.Cpus.Length, t.Cores, t.Sockets, t.NumaNodes));
        Assert.False(t.Online.Contains(5));
        Assert.Equal((31, 32), (t.Online.Highest, t.MaskBits));
        Assert.Equal([0, 1, 2, 3], new[] { 7, 8, 16, 30 }.Select(c => t.Of(c).NumaNode));
        Assert.Equal(t.Of(6).Socket, t.Of(15).Socket);
        Assert.NotEqual(t.Of(6).Socket, t.Of(16).Socket);
    }

    [Fact]
    public void Cores_of_two_dies_with_the_same_number_are_two()
    {
        var machine = Recorded.Desktop();
        for (var cpu = 0; cpu < 8; cpu++)
            machine.File($"{Cpus}/cpu{cpu}/topology/die_id", cpu < 4 ? "0" : "1");
        Assert.Equal(8, Read(machine).Cores);
    }

    [Fact]
    public void A_node_without_CPUs_is_none() => Assert.Equal(4, Read(Recorded.Server().File("sys/devices/system/node/node4/cpulist", "").File("sys/devices/system/node/possible", "0-4")).NumaNodes);

    [Theory]
    [InlineData(256)]
    [InlineData(1200)]
    public void Large_machines_are_read_in_full(int cpus)
    {
        var t = Read(Recorded.Large(cpus));
        Assert.Equal((cpus, cpus, (cpus + 63) / 64), (t.Cpus.Length, t.Cores, t.Sockets));
        Assert.Equal(Enumerable.Range(0, cpus), t.Cpus.Select(c => c.Number));
        Assert.Equal((cpus + 7) / 8, t.Cpus.Select(c => c.LastLevelCache).Distinct().Count());
        Assert.Equal(cpus, t.MaskBits);
    }

    [Fact]
    public void Where_sysfs_is_hidden_the_list_of_processors_tells_the_numbers()
    {
        var t = Read(new Recorded().File("proc/cpuinfo", "processor\t: 3\nmodel name\t: A\n\nprocessor\t: 7\nmodel name\t: A"));
        Assert.Equal("3,7", t.Online.ToString());
        Assert.Equal(2, t.Cores);
    }

    [Theory]
    [InlineData("")]
    [InlineData("rubbish")]
    public void Where_nothing_is_told_there_are_as_many_CPUs_as_the_runtime_counts(string online) =>
        Assert.Equal(Environment.ProcessorCount, Read(new Recorded().File($"{Cpus}/online", online)).Cpus.Length);

    [Fact]
    public void Possible_CPUs_include_those_that_are_off()
    {
        using var machine = Recorded.Desktop().File($"{Cpus}/possible", "0-127");
        Assert.Equal(127, LinuxTopology.Possible(machine.Root)!.Highest);
        using var silent = new Recorded();
        Assert.Null(LinuxTopology.Possible(silent.Root));
    }

    [Fact]
    public void This_machine_has_CPUs_and_each_is_among_its_siblings()
    {
        var t = CpuTopology.Read();
        Assert.NotEmpty(t.Cpus);
        Assert.True(CpuTopology.PossibleBits() >= t.MaskBits);
        Assert.All(t.Cpus, c => Assert.Contains(c.Number, t.Siblings(c.Number)));
    }
}
