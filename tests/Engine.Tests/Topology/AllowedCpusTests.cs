using Threadmill.Engine.Topology;

namespace Engine.Tests.Topology;

/// <summary>cgroups(7), version 1 and 2, as containers, Slurm and systemd set them up.</summary>
public sealed class AllowedCpusTests
{
    private const string V1Cpu = "sys/fs/cgroup/cpu,cpuacct";

    private static AllowedCpus Of(Recorded machine, string mask = "0-7")
    {
        using (machine)
            return AllowedCpus.Of(CpuSet.Parse(mask), machine.Root);
    }

    private static Recorded Unified(string group) => Recorded.Desktop().File("proc/self/cgroup", $"0::{group}");

    [Fact]
    public void Without_groups_the_mask_is_what_is_allowed()
    {
        var allowed = Of(Recorded.Desktop(), "1,5");
        Assert.Equal("1,5", allowed.Cpus.ToString());
        Assert.Null(allowed.Quota);
    }

    [Fact]
    public void A_cpuset_and_a_quota_of_version_2_hold()
    {
        var allowed = Of(Unified("/box").File("sys/fs/cgroup/box/cpuset.cpus.effective", "2-3,6").File("sys/fs/cgroup/box/cpu.max", "150000 100000"));
        Assert.Equal("2-3,6", allowed.Cpus.ToString());
        Assert.Equal(1.5, allowed.Quota);
    }

    [Fact]
    public void A_cpuset_and_a_quota_of_version_1_hold()
    {
        var machine = Recorded.Desktop().File("proc/self/cgroup", "5:cpuset:/box\n4:cpu,cpuacct:/box")
            .File("sys/fs/cgroup/cpuset/box/cpuset.cpus", "1").File($"{V1Cpu}/box/cpu.cfs_quota_us", "50000").File($"{V1Cpu}/box/cpu.cfs_period_us", "100000");
        var allowed = Of(machine);
        Assert.Equal("1", allowed.Cpus.ToString());
        Assert.Equal(0.5, allowed.Quota);
    }

    [Fact]
    public void A_controller_mounted_under_its_own_name_is_found()
    {
        var machine = Recorded.Desktop().File("proc/self/cgroup", "4:cpu,cpuacct:/").File("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "300000").File("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000");
        Assert.Equal(3, Of(machine).Quota);
    }

    [Fact]
    public void Both_versions_side_by_side_are_both_read()
    {
        var machine = Recorded.Desktop().File("proc/self/cgroup", "3:cpuset:/box\n0::/box")
            .File("sys/fs/cgroup/cpuset/box/cpuset.effective_cpus", "4-5").File("sys/fs/cgroup/cpuset/box/cpuset.cpus", "4-7")
            .File("sys/fs/cgroup/unified/box/cpu.max", "max 100000");
        var allowed = Of(machine);
        Assert.Equal("4-5", allowed.Cpus.ToString());
        Assert.Null(allowed.Quota);
    }

    [Fact]
    public void In_a_container_the_groups_path_is_the_hosts_and_the_mount_is_the_group_itself()
    {
        var allowed = Of(Unified("/system.slice/docker-0123.scope").File("sys/fs/cgroup/cpuset.cpus.effective", "3").File("sys/fs/cgroup/cpu.max", "25000 100000"));
        Assert.Equal("3", allowed.Cpus.ToString());
        Assert.Equal(0.25, allowed.Quota);
    }

    [Fact]
    public void The_nearest_cpuset_counts_where_its_own_group_tells_none() =>
        Assert.Equal("0-1", Of(Unified("/a/b/c").File("sys/fs/cgroup/a/b/cpuset.cpus.effective", "0-1").File("sys/fs/cgroup/a/cpuset.cpus.effective", "0-3").File("sys/fs/cgroup/a/b/c/cpu.max", "max 100000")).Cpus.ToString());

    [Theory]
    [InlineData("200000 100000", "max 100000", 2.0)]
    [InlineData("200000 100000", "50000 100000", 0.5)]
    [InlineData("50000 100000", "200000 100000", 0.5)]
    [InlineData("max 100000", "max 100000", null)]
    [InlineData("nonsense", "-1 100000", null)]
    [InlineData("", "100000 0", null)]
    public void The_tightest_quota_of_all_levels_counts_and_no_limit_is_none(string above, string own, double? quota) =>
        Assert.Equal(quota, Of(Unified("/a/b").File("sys/fs/cgroup/a/cpu.max", above).File("sys/fs/cgroup/a/b/cpu.max", own)).Quota);

    [Fact]
    public void A_quota_of_minus_one_is_no_limit_in_version_1() =>
        Assert.Null(Of(Recorded.Desktop().File("proc/self/cgroup", "4:cpu,cpuacct:/box").File($"{V1Cpu}/box/cpu.cfs_quota_us", "-1").File($"{V1Cpu}/box/cpu.cfs_period_us", "100000")).Quota);

    [Fact]
    public void What_taskset_left_out_stays_out_within_a_cpuset() =>
        Assert.Equal("2", Of(Unified("/box").File("sys/fs/cgroup/box/cpuset.cpus.effective", "2-3"), "0,2,5").Cpus.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("rubbish")]
    [InlineData("6-7")]
    public void A_cpuset_that_leaves_nothing_of_the_mask_cannot_be_ours(string cpuset) =>
        Assert.Equal("0-1", Of(Unified("/box").File("sys/fs/cgroup/box/cpuset.cpus.effective", cpuset), "0-1").Cpus.ToString());
}
