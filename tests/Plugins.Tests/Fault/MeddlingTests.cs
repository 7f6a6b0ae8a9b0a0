using Threadmill.Plugins.Fault;

namespace Plugins.Tests.Fault;

public sealed class MeddlingTests
{
    [Fact]
    public void On_Linux_a_thread_leaves_the_CPUs_it_was_on_where_the_machine_has_others()
    {
        if (!OperatingSystem.IsLinux() || Environment.ProcessorCount < 2)
            return;
        var (first, second, changes) = ("", "", 0);
        var thread = new Thread(() =>
        {
            changes += OwnAffinity.Change() ? 1 : 0;
            first = Allowed();
            changes += OwnAffinity.Change() ? 1 : 0;
            second = Allowed();
        });
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromSeconds(60)));
        Assert.Equal(2, changes);
        Assert.NotEqual(Allowed(), first);
        Assert.NotEqual(first, second);
    }

    private static string Allowed() =>
        File.ReadLines("/proc/thread-self/status").First(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal));
}
