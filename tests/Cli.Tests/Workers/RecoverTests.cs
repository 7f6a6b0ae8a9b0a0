using Xunit;

namespace Cli.Tests.Workers;

public sealed class RecoverTests
{
    [Fact]
    public void When_the_supervisor_is_killed_the_worker_ends_itself_and_recover_makes_the_result()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = new Folder();
        var tool = new Tool().With("THREADMILL_TMPDIR", folder.Path);
        var errors = Path.Combine(folder.Path, "err");
        var running = tool.StartAs("bash", "-c",
            $"exec dotnet exec '{Tool.Dll}' run cpu.spin 1ms --name loop --duration 1h --warmup 0s : sleep 20ms --name done --seed 4711 --verbose --json 2>'{errors}'");
        Running.Until(() => File.Exists(errors) && File.ReadAllText(errors) is var told && told.Contains("done: ended", StringComparison.Ordinal) && told.Contains("loop: running", StringComparison.Ordinal), "a thread that has ended");
        var worker = running.Children.Single();
        running.Signal("KILL");
        running.End();
        Running.Until(() => !Directory.Exists($"/proc/{worker}"), "the worker's own end");
        var ran = new Tool().With("THREADMILL_TMPDIR", folder.Path).Start("recover", "--json").End();
        Assert.Equal(4, ran.Code);
        Assert.Equal(["crashed", "completed"], ran.Outcomes);
        Assert.InRange(ran.Thread(0).GetProperty("ops").GetInt64(), 1, 30_000);
        Assert.Equal(4711, ran.Json.GetProperty("run").GetProperty("seed").GetInt32());
        Assert.Empty(Directory.GetFiles(folder.Path, "*.journal"));
    }

    [Fact]
    public void Journals_that_were_left_are_pruned_and_nothing_left_is_told()
    {
        using var folder = new Folder();
        var journal = Path.Combine(folder.Path, $"threadmill-{Environment.UserName}-0123.journal");
        File.WriteAllText(journal, "cut off");
        File.SetLastWriteTimeUtc(journal, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var tool = new Tool().With("THREADMILL_TMPDIR", folder.Path).With("XDG_CACHE_HOME", folder.Path);
        Assert.Equal(0, tool.Start("recover", "--prune").End().Code);
        Assert.False(File.Exists(journal));
        var nothing = tool.Start("recover").End();
        Assert.Contains("nothing to recover", nothing.Err, StringComparison.Ordinal);
        Assert.Equal(3, nothing.Code);
    }
}
