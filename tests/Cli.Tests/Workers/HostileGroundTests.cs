using Xunit;

namespace Cli.Tests.Workers;

/// <summary>Places and streams on which nothing can be read or written: each has a defined end, and none hangs.</summary>
public sealed class HostileGroundTests : IDisposable
{
    private readonly Folder folder = new();

    [Fact]
    public void A_plugin_folder_of_garbage_pipes_devices_and_circles_is_read_past()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.WriteAllBytes(Under("random.dll"), [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7919))]);
        File.WriteAllText(Under("empty.dll"), "");
        File.WriteAllText(Under("begins.dll"), "MZ");
        File.Copy("/bin/sh", Under("native.dll"));
        File.CreateSymbolicLink(Under("endless.dll"), "/dev/zero");
        File.CreateSymbolicLink(Under("nowhere.dll"), "/nonexistent");
        File.CreateSymbolicLink(Under("one.dll"), Under("two.dll"));
        File.CreateSymbolicLink(Under("two.dll"), Under("one.dll"));
        Directory.CreateDirectory(Under("folder.dll"));
        Directory.CreateSymbolicLink(Under("self"), folder.Path);
        new Tool().StartAs("mkfifo", Under("pipe.dll")).End();
        var listed = Tool.Run("list", "--plugin", folder.Path);
        Assert.Equal(0, listed.Code);
        Assert.All(["random", "empty", "begins", "native", "endless", "nowhere", "one", "two", "pipe"],
            name => Assert.Contains($"{name}.dll cannot be used", listed.Out + listed.Err, StringComparison.Ordinal));
        Assert.Equal(0, Tool.Run("run", "nop", "--plugin", folder.Path).Code);
        foreach (var pipe in new[] { Tool.Run("run", $"{Under("pipe.dll")}::Type.Method"), Tool.Run("recover", Under("pipe.dll")) })
        {
            Assert.Equal(3, pipe.Code);
            Assert.Contains("no regular file", pipe.Err, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("run", "fault.signal", "after=0s")]
    [InlineData("run", "fault.swallow", "after=0s", "--timeout", "100ms", "--grace", "100ms")]
    public void What_a_killed_runtime_leaves_among_temporary_files_is_cleared_away(params string[] words)
    {
        if (OperatingSystem.IsWindows())
            return;
        new Tool().With("TMPDIR", folder.Path).Start(words).End();
        Assert.DoesNotContain(Directory.GetFiles(folder.Path), file => file.Contains("-debug-pipe-", StringComparison.Ordinal) || file.Contains("-diagnostic-", StringComparison.Ordinal));
    }

    [Fact]
    public void A_working_folder_that_was_deleted_is_missed_only_by_what_needs_it()
    {
        if (OperatingSystem.IsWindows())
            return;
        Assert.Equal(0, InNoFolder("run nop").Code);
        Assert.Equal(0, InNoFolder("list").Code);
        Assert.Equal(0, InNoFolder("plugin list").Code);
        var relative = InNoFolder("run nop -o result.json");
        Assert.Equal(3, relative.Code);
        Assert.Contains("the working folder has been deleted", relative.Err, StringComparison.Ordinal);

        Ran InNoFolder(string words) => new Tool().StartAs("bash", "-c", $"mkdir '{Under("gone")}' && cd '{Under("gone")}' && rmdir '{Under("gone")}' && exec {Tool.Shell} {words}").End();
    }

    [Fact]
    public void An_output_that_is_a_link_stays_one_and_a_file_keeps_its_permissions()
    {
        if (OperatingSystem.IsWindows())
            return;
        var real = folder.File("real.json", "");
        File.SetUnixFileMode(real, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(Under("latest.json"), "real.json");
        Assert.Equal(0, new Tool().In(folder.Path).Start("run", "nop", "-o", "latest.json").End().Code);
        Assert.Equal("real.json", new FileInfo(Under("latest.json")).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(real));
        Assert.Contains("threadmill.result/", File.ReadAllText(real), StringComparison.Ordinal);
        Assert.Equal([Under("latest.json"), real], Directory.GetFiles(folder.Path).Order());
    }

    [Fact]
    public void An_output_that_cannot_be_replaced_any_more_is_kept_beside()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var running = new Tool().In(folder.Path).StartAs("bash", "-c", $"exec {Tool.Shell} run sleep 1h -o result.json --verbose 2>err");
        Running.Until(() => File.Exists(Under("err")) && File.ReadAllText(Under("err")).Contains(": running", StringComparison.Ordinal), "a running thread");
        Directory.CreateDirectory(Under("result.json"));
        running.Signal("TERM");
        running.End();
        var beside = Assert.Single(Directory.GetFiles(folder.Path, "result.json.*"));
        Assert.Contains($"the result is in {Path.GetFileName(beside)}", File.ReadAllText(Under("err")), StringComparison.Ordinal);
        Assert.Contains("\"canceled\"", File.ReadAllText(beside), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cache_that_is_a_pipe_or_has_no_room_is_done_without_and_leaves_nothing()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
            return;
        Assert.Equal(0, new Tool().With("XDG_CACHE_HOME", folder.Path).Start("run", "nop").End().Code);
        var cache = Directory.GetFiles(Under("threadmill"), "*.cache").Single();
        File.Delete(cache);
        new Tool().StartAs("mkfifo", cache).End();
        Assert.Equal(0, new Tool().With("XDG_CACHE_HOME", folder.Path).Start("run", "nop").End().Code);
        Directory.CreateDirectory(Under("full"));
        var full = new Tool().With("XDG_CACHE_HOME", Under("full")).StartAs("unshare", "-m", "sh", "-c",
            $"mount -t tmpfs -o size=16k none '{Under("full")}' && {Tool.Shell} run nop >&2 && find '{Under("full")}' -type f").End();
        Assert.Equal((0, ""), (full.Code, full.Out));
    }

    [Fact]
    public void Shared_memory_that_cannot_be_written_is_done_without()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
            return;
        var ran = new Tool().StartAs("unshare", "-m", "sh", "-c", $"mount -t tmpfs -o ro none /dev/shm && exec {Tool.Shell} run nop").End();
        Assert.Equal(0, ran.Code);
    }

    [Fact]
    public void An_output_that_cannot_be_written_is_found_before_anything_runs()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var ran = Tool.Run("run", "sleep", "1h", "-o", "/proc/result.json", "-o", "/proc/result.csv");
        Assert.Equal(3, ran.Code);
        Assert.Empty(ran.Out);
        Assert.Contains("-o /proc/result.json cannot be written", ran.Err, StringComparison.Ordinal);
        Assert.Contains("-o /proc/result.csv cannot be written", ran.Err, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run nop > /dev/full", 3, "stdout could not be written")]
    [InlineData("run nop --json > /dev/full", 3, "stdout could not be written")]
    [InlineData("run fault.throw > /dev/full", 1, "stdout could not be written")]
    [InlineData("list > /dev/full", 3, "stdout could not be written")]
    [InlineData("list >&-", 0, "")]
    [InlineData("run nop --quiet >&-", 0, "")]
    [InlineData("run fault.throw --quiet 2>&-", 1, "")]
    [InlineData("run fault.print 3000 --quiet 2>/dev/full", 0, "")]
    [InlineData("run nop -t 300 --json --quiet | head -c1 > /dev/null; exit ${PIPESTATUS[0]}", 0, "")]
    public void Streams_that_are_full_or_closed_end_with_a_code_and_a_word(string command, int code, string word)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var ran = new Tool().StartAs("bash", "-c", $"{Tool.Shell} {command}").End();
        Assert.Equal(code, ran.Code);
        Assert.Contains(word, ran.Err, StringComparison.Ordinal);
        Assert.DoesNotContain("bug", ran.Err, StringComparison.Ordinal);
        Assert.True(word.Length > 0 || ran.Err.Length == 0, ran.Err);
    }

    [Fact]
    public void A_pipe_that_nobody_reads_keeps_neither_the_run_from_its_end_nor_the_user_from_his_shell()
    {
        if (OperatingSystem.IsWindows())
            return;
        // Opened for reading too, a pipe without a reader can be opened for writing.
        var full = $"mkfifo '{Under("full")}'; exec 9<>'{Under("full")}'; exec {Tool.Shell} run fault.print 3000 --timeout 500ms --grace 0s --json";
        var ran = new Tool().StartAs("bash", "-c", $"{full} 2>&9").End();
        Assert.Equal(4, ran.Code);
        Assert.Equal(["abandoned"], ran.Outcomes);
        using var running = new Tool().StartAs("bash", "-c", $"exec 9<>'{Under("full")}'; exec {Tool.Shell} run nop -t 300 -o '{Under("done.json")}' --json >&9");
        Running.Until(() => File.Exists(Under("done.json")), "the result");
        running.Signal("TERM");
        Assert.Equal(143, running.End().Code);
    }

    [Fact]
    public void A_workloads_line_without_an_end_is_cut()
    {
        var ran = Tool.Run("run", "fault.print", "1", $"text={new string('y', 100_000)}");
        Assert.Equal(0, ran.Code);
        Assert.InRange(ran.Err.Split('\n').Max(l => l.Length), 60_000, 70_000);
    }

    [Fact]
    public void What_is_written_to_one_file_by_many_stands_there_whole_in_order()
    {
        if (OperatingSystem.IsWindows())
            return;
        var log = Under("log");
        new Tool().StartAs("bash", "-c", $"(echo before; {Tool.Shell} run fault.print 1 --isolate none; echo after >&2) >'{log}' 2>&1").End();
        var lines = File.ReadAllLines(log);
        Assert.Equal("before", lines[0]);
        Assert.Contains("Thread-1 (fault.print): hello 0 on stderr", lines);
        Assert.StartsWith("completed: ", lines[^2], StringComparison.Ordinal);
        Assert.Equal("after", lines[^1]);
    }

    [Theory]
    [InlineData(1, "the journal of this run cannot be made in")]
    [InlineData(5, "MB free in THREADMILL_TMPDIR")]
    public void A_full_disk_is_told_before_a_thread_starts(int megabytes, string word)
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
            return;
        var ran = new Tool().With("THREADMILL_TMPDIR", folder.Path).StartAs(
            "unshare", "-m", "sh", "-c", $"mount -t tmpfs -o size={megabytes}m none '{folder.Path}' && {Tool.Shell} run nop -t 8 --duration 100ms").End();
        if (ran.Err.Contains("unshare:", StringComparison.Ordinal) || ran.Err.Contains("mount:", StringComparison.Ordinal))
            return;
        Assert.Equal(3, ran.Code);
        Assert.Contains(word, ran.Err, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-t 2000000000", 2, "at most 1000000 threads")]
    [InlineData("-t 1,2000000000", 2, "at most 1000000 threads")]
    [InlineData("--ops 99999999999999999999 --duration NaN --timeout=-5s --rate NaN", 2, "--ops must be an integer")]
    [InlineData("--stack-size 2G", 2, "--stack-size must be less than 2G, not '2G'")]
    [InlineData("-f /dev/zero", 3, "is longer than")]
    [InlineData("--max-memory 1K", 4, "limit on memory")]
    public void Absurd_numbers_are_told(string words, int code, string word)
    {
        if (OperatingSystem.IsWindows())
            return;
        var ran = Tool.Run(["run", .. words.StartsWith("-f", StringComparison.Ordinal) ? Array.Empty<string>() : ["nop"], .. words.Split(' ')]);
        Assert.Equal(code, ran.Code);
        Assert.Contains(word, ran.Out + ran.Err, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_for_journals_that_is_not_there_is_told()
    {
        var ran = new Tool().With("THREADMILL_TMPDIR", Under("nowhere")).Start("run", "nop").End();
        Assert.Equal(3, ran.Code);
        Assert.Contains("there is no such folder", ran.Err, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private string Under(string name) => Path.Combine(folder.Path, name);
}
