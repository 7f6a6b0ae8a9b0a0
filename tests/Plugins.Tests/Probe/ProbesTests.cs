using System.Globalization;
using System.Text.Json;
using Threadmill;
using Threadmill.Plugins.Probe;

namespace Plugins.Tests.Probe;

public sealed class ProbesTests
{
    [Fact]
    public void Echo_returns_arguments_in_order_and_keywords_by_name() => Assert.Equal(
        """{"args":["b","a \"quoted\"","ä"],"kwargs":{"k":"1","z":""}}""",
        Probes.Echo(new Dictionary<string, string> { ["z"] = "", ["k"] = "1" }, "b", "a \"quoted\"", "ä"));

    [Fact]
    public void Types_returns_each_value_with_its_type_whatever_the_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.Equal(
                "count: Int32 = -3; ratio: Double = 1.5; flag: Boolean = True; text: String = hi; time: TimeSpan = 00:00:01.5000000; tone: Tone = LoudAndClear; items: Int32[] = 1 2; when: DateTimeOffset = 2026-01-31T12:00:00.0000000+00:00",
                Probes.Types(-3, 1.5, true, "hi", TimeSpan.FromSeconds(1.5), Tone.LoudAndClear, [1, 2], new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero)));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Types_tells_what_was_not_given() =>
        Assert.EndsWith("time: TimeSpan = null; tone: Tone = Plain; items: Int32[] = null; when: DateTimeOffset = null", Probes.Types(), StringComparison.Ordinal);

    [Fact]
    public void Self_tells_on_one_line_what_the_thread_and_the_system_know()
    {
        string line = "";
        var thread = new Thread(() => line = Probes.Self(new WorkloadThread("worker_1", "crew", index: 1, groupSize: 3))) { Name = "worker_1", IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromSeconds(60)));
        Assert.DoesNotContain('\n', line);
        var self = JsonDocument.Parse(line).RootElement;
        Assert.Equal("worker_1", self.GetProperty("name").GetString());
        Assert.Equal("crew", self.GetProperty("group").GetString());
        Assert.Equal(1, self.GetProperty("index").GetInt32());
        Assert.Equal(3, self.GetProperty("groupSize").GetInt32());
        Assert.Equal(thread.ManagedThreadId, self.GetProperty("managedThreadId").GetInt32());
        Assert.True(self.GetProperty("isBackground").GetBoolean());
        if (!OperatingSystem.IsLinux())
            return;
        Assert.Equal("worker_1", self.GetProperty("osName").GetString());
        Assert.True(int.Parse(self.GetProperty("osThreadId").GetString()!) > 0);
        Assert.NotEmpty(self.GetProperty("allowedCpus").GetString()!);
    }
}
