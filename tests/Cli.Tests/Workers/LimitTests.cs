using Xunit;

namespace Cli.Tests.Workers;

/// <summary>What a workload may fill, and how long it may go on: each has a limit, and what is beyond it is told.</summary>
public sealed class LimitTests
{
    [Fact]
    public void Output_is_passed_on_up_to_a_limit_and_the_rest_is_dropped_and_told()
    {
        if (OperatingSystem.IsWindows())
            return;
        // 700 lines of 100,000 characters on stdout, on stderr and, past the console, on file descriptor 1.
        var ran = new Tool().StartAs("bash", "-c", $"{Tool.Shell} run fault.print 700 text=$(head -c 100000 /dev/zero | tr '\\0' y) 2>&1 >/dev/null | grep -ao '^threadmill: .*'; exit ${{PIPESTATUS[0]}}").End();
        Assert.Equal(0, ran.Code);
        Assert.Contains("output is longer than 64000000 characters; the rest is dropped", ran.Out, StringComparison.Ordinal);
        Assert.Contains("output is longer than 100000000 characters; the rest is dropped", ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_full_of_exceptions_keeps_exact_counts_and_how_the_worker_ended()
    {
        var ran = Tool.Run("run", "fault.huge-message", "1", "after=0s", "-t", "150", "--json");
        Assert.Equal(1, ran.Code);
        Assert.Equal(150, ran.Json.GetProperty("totals").GetProperty("errors").GetInt64());
        Assert.Equal(0, Assert.Single(ran.Json.GetProperty("workers").EnumerateArray()).GetProperty("exitCode").GetInt32());
        Assert.Matches(@"^the journal's log was full: \d+ records were dropped$", Assert.Single(ran.Json.GetProperty("diagnostics").EnumerateArray(), d => d.GetProperty("code").GetString() == "journal").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData(5_000_000, 1, 0, "completed: 1 thread")]
    [InlineData(5_000_000, 60, 2, "arguments of all threads together are too long (320 MB of at most 268 in a run's journal); give long texts as @FILE")]
    public void An_argument_of_megabytes_arrives_and_more_than_a_journal_takes_is_refused(int length, int threads, int code, string word)
    {
        using var folder = new Folder();
        var plan = Path.Combine(folder.Path, "plan.json");
        File.WriteAllText(plan, $$"""{"spec": [{"target": "fault.print", "args": [0, "{{new string('y', length)}}"], "threads": {{threads}}}]}""");
        var ran = Tool.Run("run", "-f", plan);
        Assert.Equal(code, ran.Code);
        Assert.Contains(word, ran.Out + ran.Err, StringComparison.Ordinal);
    }

    /// <summary>Five seconds after timeout and grace at the latest, on a machine that has time for it; the bound is far from what load can do.</summary>
    [Fact]
    public void The_stop_ladder_has_an_end_whatever_the_workload_does()
    {
        var ran = Tool.Run([.. "run fault.swallow after=0s -t 2 : fault.spin after=0s : fault.deadlock after=0s -t 2 --group dead : fault.lock-kept after=0s -t 2 --group kept : fault.hang after=0s --timeout 500ms --grace 400ms --json".Split(' ')]);
        Assert.Equal(4, ran.Code);
        Assert.Contains("abandoned", ran.Outcomes);
        Assert.InRange(ran.Json.GetProperty("run").GetProperty("wallNs").GetInt64() / 1e9, 0.9, 60);
    }
}
