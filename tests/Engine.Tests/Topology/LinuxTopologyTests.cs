using CsCheck;
using Threadmill.Engine.Topology;
using Xunit;

namespace Engine.Tests.Topology;

public sealed class LinuxTopologyTests
{
    private static (CpuTopology Topology, AllowedCpus Allowed) Read(Recorded machine, string? mask = null)
    {
        using (machine)
        {
            var topology = new LinuxTopology(machine.Root).Read();
            return (topology, AllowedCpus.Of(mask is null ? topology.Online : CpuSet.Parse(mask), machine.Root));
        }
    }

    [Fact]
    public void One_CPU_that_tells_nothing_is_a_whole_machine()
    {
        var (t, allowed) = Read(Recorded.OneCpu());
        Assert.Equal((1, 1, 1, 1), (t.Cpus.Length, t.Cores, t.Sockets, t.NumaNodes));
        Assert.Equal("0", allowed.Cpus.ToString());
        Assert.Null(allowed.Quota);
    }

    [Fact]
    public void Siblings_share_a_core_whatever_their_numbers()
    {
        var (t, _) = Read(Recorded.Desktop());
        Assert.Equal((8, 4, 1, 1), (t.Cpus.Length, t.Cores, t.Sockets, t.NumaNodes));
        Assert.Equal("1,5", t.Siblings(1).ToString());
        Assert.Contains(t.Caches, c => c.Level == 3 && c.Bytes == 32 << 20 && c.Cpus.Count == 8);
    }

    [Fact]
    public void Performance_and_efficient_cores_are_told_apart()
    {
        var (t, _) = Read(Recorded.Hybrid());
        Assert.Equal("0-3", new CpuSet(t.Cpus.Where(c => c.Kind == CoreKind.Performance).Select(c => c.Number)).ToString());
        Assert.Equal("4-7", new CpuSet(t.Cpus.Where(c => c.Kind == CoreKind.Efficient).Select(c => c.Number)).ToString());
        Assert.Equal(6, t.Cores);
    }

    [Fact]
    public void Sockets_nodes_and_gaps_are_seen()
    {
        var (t, _) = Read(Recorded.Server());
        Assert.Equal((27, 27, 2, 4), (t.Cpus.Length, t.Cores, t.Sockets, t.NumaNodes));
        Assert.Equal(32 - 1, t.Online.Highest);
        Assert.Equal(3, t.Of(30).NumaNode);
        Assert.NotEqual(t.Of(6).Socket, t.Of(16).Socket);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(1200)]
    public void Large_machines_are_read_in_full(int cpus)
    {
        var (t, _) = Read(Recorded.Large(cpus));
        Assert.Equal(cpus, t.Cpus.Length);
        Assert.Equal((cpus + 63) / 64, t.Sockets);
        Assert.Equal(cpus, t.MaskBits);
    }

    [Fact]
    public void A_containers_cpuset_and_quota_are_respected_in_version_2()
    {
        var machine = Recorded.Desktop().File("proc/self/cgroup", "0::/box")
            .File("sys/fs/cgroup/box/cpuset.cpus.effective", "2-3,6").File("sys/fs/cgroup/box/cpu.max", "150000 100000");
        var (_, allowed) = Read(machine);
        Assert.Equal("2-3,6", allowed.Cpus.ToString());
        Assert.Equal(1.5, allowed.Quota);
    }

    [Fact]
    public void A_containers_cpuset_and_quota_are_respected_in_version_1()
    {
        var machine = Recorded.Desktop().File("proc/self/cgroup", "5:cpuset:/box\n4:cpu,cpuacct:/box")
            .File("sys/fs/cgroup/cpuset/box/cpuset.cpus", "1").File("sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_quota_us", "50000").File("sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_period_us", "100000");
        var (_, allowed) = Read(machine);
        Assert.Equal("1", allowed.Cpus.ToString());
        Assert.Equal(0.5, allowed.Quota);
    }

    [Fact]
    public void A_limit_above_the_own_group_counts_and_no_limit_is_none()
    {
        var (_, limited) = Read(Recorded.Desktop().File("proc/self/cgroup", "0::/a/b").File("sys/fs/cgroup/a/cpu.max", "200000 100000").File("sys/fs/cgroup/a/b/cpu.max", "max 100000"));
        Assert.Equal(2, limited.Quota);
    }

    [Fact]
    public void The_affinity_mask_narrows_what_is_allowed() => Assert.Equal("1", Read(Recorded.Desktop(), "1").Allowed.Cpus.ToString());

    [Fact]
    public void Sets_are_read_back_as_they_are_written() =>
        Gen.Int[0, 2000].HashSet[1, 100].Sample(numbers => new CpuSet(numbers).Equals(CpuSet.Parse(new CpuSet(numbers).ToString())) && new CpuSet(numbers).Count == numbers.Count);
}
