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
        using var running = tool.StartAs("bash", "-c",
            $"exec {Tool.Shell} run cpu.spin 1ms --name loop --duration 1h --warmup 0s : sleep 20ms --name done --seed 4711 --verbose --json 2>'{errors}'");
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

    [Theory]
    [InlineData("tsc")]
    [InlineData("monotonic")]
    public void When_both_are_killed_the_time_is_told_by_when_the_worker_lived_last(string clock)
    {
        if (!OperatingSystem.IsLinux() || (clock == "tsc" && System.Runtime.InteropServices.RuntimeInformation.OSArchitecture != System.Runtime.InteropServices.Architecture.X64))
            return;
        using var folder = new Folder();
        var tool = new Tool().With("THREADMILL_TMPDIR", folder.Path);
        var errors = Path.Combine(folder.Path, "err");
        using var running = tool.StartAs("bash", "-c", $"exec {Tool.Shell} run cpu.spin 1ms --name loop --duration 1h --warmup 0s --clock {clock} --seed 4711 --verbose --isolate process 2>'{errors}'");
        Running.Until(() => File.Exists(errors) && File.ReadAllText(errors).Contains("loop: running", StringComparison.Ordinal), "a thread that runs");
        var worker = running.Children.Single();
        var journal = Directory.GetFiles(folder.Path, "*.journal").Single();
        // Until it has been seen to live once in its counted part.
        Running.Until(() => new Tool().Start("recover", journal, "--json").End() is var so && so.Code == 4 && so.Thread(0).GetProperty("wallNs").ValueKind == System.Text.Json.JsonValueKind.Number, "a sign of life");
        running.Signal("STOP");
        Running.Signal(worker, "KILL");
        running.Signal("KILL");
        running.End();
        var ran = new Tool().Start("recover", journal, "--json").End();
        Assert.Equal(["crashed"], ran.Outcomes);
        Assert.True(ran.Thread(0).GetProperty("partial").GetBoolean());
        var (ops, rate, wallNs) = (ran.Thread(0).GetProperty("ops").GetInt64(), ran.Thread(0).GetProperty("opsPerSecond").GetDouble(), ran.Thread(0).GetProperty("wallNs").GetInt64());
        Assert.Equal(ops * 1e9 / wallNs, rate, 0.01);
        Assert.True(ran.Json.GetProperty("run").GetProperty("wallNs").GetInt64() >= wallNs);
        Assert.Contains("nobody saw the run end", new Tool().Start("recover", journal).End().Out, StringComparison.Ordinal);
        Assert.Contains("seed 4711", new Tool().Start("recover", journal).End().Out, StringComparison.Ordinal);
    }

    /// <summary>Containers that share a folder do not see each other's processes, and all their processes have small numbers.</summary>
    [Fact]
    public void In_another_container_a_living_run_is_let_live_and_a_dead_one_is_found()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root" || new Tool().StartAs("unshare", "--pid", "--fork", "--mount-proc", "true").End().Code != 0)
            return;
        using var folder = new Folder();
        using var living = InContainer("run sleep 1h");
        Running.Until(() => Directory.GetFiles(folder.Path, "*.journal") is [var made] && new Tool().Start("recover", made).End().Code == 4, "a journal");
        var (pruned, journal) = (InContainer("recover --prune").End(), Directory.GetFiles(folder.Path, "*.journal").Single());
        Assert.Equal("0 journals were deleted\n", pruned.Err);
        Running.Signal(living.Children.Single(), "KILL");
        living.End();
        Assert.True(File.Exists(journal));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(journal));
        Assert.Equal(4, InContainer("recover").End().Code);
        Assert.False(File.Exists(journal));

        Running InContainer(string words) => new Tool().With("THREADMILL_TMPDIR", folder.Path).StartAs("unshare", "--pid", "--fork", "--mount-proc", "sh", "-c", $"exec {Tool.Shell} {words}");
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

    [Fact]
    public void A_result_runs_the_same_again_from_anywhere_and_a_plugin_that_was_changed_since_is_told()
    {
        using var folder = new Folder();
        File.Copy(Tool.Fixture("Rigged"), Path.Combine(folder.Path, "Rigged.dll"));
        var file = Path.Combine(folder.Path, "result.json");
        var first = new Tool().In(folder.Path).Start("run", "./Rigged.dll::rigged.tally", "tally", "spins=7", "--ops", "3", "-t", "2", "--seed", "11", "--gc", "concurrent=off", "-o", file, "--json").End().Json;
        var again = Tool.Run("run", "-f", file, "--json").Json;
        string[] Told(System.Text.Json.JsonElement run) => [run.GetProperty("run").GetProperty("seed").ToString(), .. run.GetProperty("threads").EnumerateArray().Select(t => $"{t.GetProperty("name")} {t.GetProperty("args")} {t.GetProperty("kwargs")}")];
        Assert.Equal(Told(first), Told(again));
        Assert.Equal(first.GetProperty("totals").GetProperty("ops").GetInt64(), again.GetProperty("totals").GetProperty("ops").GetInt64());
        Assert.Equal("concurrent=off", again.GetProperty("workers")[0].GetProperty("gc").GetProperty("settings").GetString());
        Assert.DoesNotContain("its hash is another", $"{again}", StringComparison.Ordinal);
        var hash = first.GetProperty("plugins")[0].GetProperty("sha256").GetString()!;
        File.WriteAllText(file, File.ReadAllText(file).Replace(hash, new string('0', hash.Length), StringComparison.Ordinal));
        Assert.Contains("its hash is another", Tool.Run("run", "-f", file).Out, StringComparison.Ordinal);
    }
}
