using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Cli.Tests.Reports;

public sealed class StreamsTests
{
    /// <summary>On a terminal of script(1), which only Linux's knows how to give a command line to.</summary>
    [Fact]
    public void A_narrow_terminal_shows_fewer_columns_and_each_in_one_line()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/script"))
            return;
        var ran = new Tool().StartAs("script", "-qec", $"stty cols 80; {Tool.Shell} run nop -t 2 --ops 10 --color never", "/dev/null").End();
        Assert.Contains("too narrow for alloc/op", ran.Out, StringComparison.Ordinal);
        Assert.Contains("completed", ran.Out.Split('\n').Single(l => l.Contains("Thread-2 (nop)", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_of_a_sweep_is_cut_to_a_narrow_terminal_too()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/script"))
            return;
        var ran = new Tool().StartAs("script", "-qec", $"stty cols 70; {Tool.Shell} run mem.false-sharing -t 1,2 --sweep padded=false,true --ops 5 --color never", "/dev/null").End();
        Assert.Contains("too narrow for mean", ran.Out, StringComparison.Ordinal);
        Assert.Single(ran.Out.Split('\n'), l => l.Contains("padded", StringComparison.Ordinal) && l.Contains("threads", StringComparison.Ordinal) && l.Contains("speed-up", StringComparison.Ordinal));
    }

    [Fact]
    public void What_workloads_print_goes_to_stderr_whole_lines_with_the_threads_name()
    {
        var ran = Tool.Run("run", "fault.print", "50", "-t", "4", "--name", "w", "--json");
        Assert.Equal(0, ran.Code);
        Assert.Equal("completed", ran.Outcomes[3]);
        var lines = ran.Err.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var t = 0; t < 4; t++)
        {
            for (var i = 0; i < 50; i++)
            {
                Assert.Contains($"w_{t}: hello {i} on stdout", lines);
                Assert.Contains($"w_{t}: hello {i} on stderr", lines);
            }
        }
    }

    [Fact]
    public void The_table_is_plain_off_a_terminal_and_has_a_row_per_thread()
    {
        var ran = new Tool().With("NO_COLOR", null).Start("run", "nop", "-t", "3", "--name", "row").End();
        Assert.DoesNotContain('\u001b', ran.Out);
        for (var i = 0; i < 3; i++)
            Assert.Contains($"row_{i}", ran.Out, StringComparison.Ordinal);
        Assert.Contains("completed: 3 threads", ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Control_characters_in_names_and_messages_are_escaped_in_the_table_and_kept_in_the_document()
    {
        var ran = Tool.Run("run", "fault.throw", "a\u001b[31mb\nc", "--name", "x\ny");
        Assert.DoesNotContain('\u001b', ran.Out);
        Assert.Contains("Exception: a\\e[31mb\n    c\n  once on thread x\\ny", ran.Out, StringComparison.Ordinal);
        Assert.Equal("a\u001b[31mb\nc", Tool.Run("run", "fault.throw", "a\u001b[31mb\nc", "--json").Json.GetProperty("exceptions")[0].GetProperty("message").GetString());
    }

    [Fact]
    public void Quiet_and_good_means_silence_on_stderr() => Assert.Equal("", Tool.Run("run", "nop", "--quiet").Err);

    [Fact]
    public void Verbose_tells_each_step_of_each_thread_on_stderr()
    {
        var ran = Tool.Run("run", "nop", "-t", "2", "--name", "v", "--verbose", "--json");
        Assert.Contains("v_0: arrived", ran.Err, StringComparison.Ordinal);
        Assert.Contains("v_1: ended: Completed", ran.Err, StringComparison.Ordinal);
        Assert.Equal("completed", ran.Outcomes[0]);
    }

    [Fact]
    public void Files_are_written_in_the_format_of_their_extension()
    {
        using var folder = new Folder();
        string Path(string name) => System.IO.Path.Combine(folder.Path, name);
        var ran = Tool.Run("run", "nop", "-t", "2", "--ops", "1000", "--warmup", "10ms", "-o", Path("r.json"), "-o", Path("r.csv"), "-o", Path("r.md"), "-o", Path("r.hlog"), "-o", Path("r.hgrm"));
        Assert.Equal(0, ran.Code);
        Assert.Equal(2, JsonDocument.Parse(File.ReadAllText(Path("r.json"))).RootElement.GetProperty("threads").GetArrayLength());
        Assert.Equal(3, File.ReadAllLines(Path("r.csv")).Length);
        Assert.Contains("| Thread-1 (nop) |", File.ReadAllText(Path("r.md")), StringComparison.Ordinal);
        Assert.Contains("Interval_Compressed_Histogram", File.ReadAllText(Path("r.hlog")), StringComparison.Ordinal);
        Assert.Contains("TotalCount/100%", File.ReadAllText(Path("r.hgrm")).Replace("1/(1-Percentile)", "TotalCount/100%", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(5, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void A_closed_stdout_ends_the_tool_with_the_runs_own_code()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", $"{Tool.Shell} run fault.throw -t 50 2>/tmp/threadmill-closed-stdout.txt | head -c 10 >/dev/null; exit ${{PIPESTATUS[0]}}"]))!;
        Assert.True(shell.WaitForExit(60_000));
        Assert.Equal(1, shell.ExitCode);
        Assert.Equal("", File.ReadAllText("/tmp/threadmill-closed-stdout.txt"));
        File.Delete("/tmp/threadmill-closed-stdout.txt");
    }
}
