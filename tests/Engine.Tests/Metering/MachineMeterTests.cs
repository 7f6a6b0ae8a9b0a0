using Threadmill.Engine.Metering;
using Xunit;

namespace Engine.Tests.Metering;

public sealed class MachineMeterTests : IDisposable
{
    private readonly string root = Scratch.New("machine");

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Stolen_time_and_throttling_since_it_was_made_are_told()
    {
        Write("proc/stat", "cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n");
        Write("proc/self/cgroup", "0::/user/run\n");
        Write("sys/fs/cgroup/user/run/cpu.stat", "usage_usec 5\nnr_periods 10\nnr_throttled 2\nthrottled_usec 300\n");
        var meter = new MachineMeter(root);
        Write("proc/stat", "cpu  150 0 100 825 0 0 0 25 0 0\n");
        Write("sys/fs/cgroup/user/run/cpu.stat", "usage_usec 5\nnr_periods 10\nnr_throttled 5\nthrottled_usec 1300\n");
        Assert.Equal(new MachineReading(0.25, 3, 1_000_000), meter.Read());
    }

    [Fact]
    public void Version_1_and_a_container_have_other_places()
    {
        Write("proc/self/cgroup", "5:cpu,cpuacct:/docker/abc\n");
        Write("sys/fs/cgroup/cpu,cpuacct/cpu.stat", "nr_periods 10\nnr_throttled 2\nthrottled_time 300\n");
        Assert.Equal(new MachineReading(null, 0, 0), new MachineMeter(root).Read());
    }

    [Fact]
    public void Where_nothing_is_told_nothing_is_known() => Assert.Equal(new MachineReading(null, null, null), new MachineMeter(root).Read());

    private void Write(string file, string text)
    {
        var path = Path.Combine(root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
