using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using HdrHistogram;
using NJsonSchema;
using Xunit;

namespace Cli.Tests.Commands;

public sealed class LoopTests
{
    [Fact]
    public void Ops_are_exactly_as_many_as_asked_for()
    {
        var ran = Tool.Run("run", "fault.throw-at", "at=1", "--ops", "1000", "-t", "2", "--on-error", "continue", "--sampling", "every", "--json");
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(999, ran.Thread(i).GetProperty("ops").GetInt64());
            Assert.Equal(1, ran.Thread(i).GetProperty("errors").GetInt64());
            Assert.Equal(999, ran.Thread(i).GetProperty("latencyNs").GetProperty("count").GetInt64());
        }
        Assert.Equal(1, ran.Json.GetProperty("exceptions")[0].GetProperty("firstOp").GetInt64());
    }

    [Fact]
    public void Runs_in_the_tools_own_process_can_be_repeated()
    {
        var ran = Tool.Run("run", "nop", "--isolate", "none", "--repeat", "2", "--json");
        Assert.Equal(0, ran.Code);
        Assert.Equal(2, ran.Json.GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public void A_failing_op_is_told_by_its_number_over_all_calls()
    {
        var ran = Tool.Run("run", "fault.throw-at", "at=777777", "--ops", "1M", "--json");
        Assert.Equal(777777, ran.Json.GetProperty("exceptions")[0].GetProperty("firstOp").GetInt64());
        Assert.Equal(777776, ran.Thread(0).GetProperty("ops").GetInt64());
        Assert.Equal(["faulted"], ran.Outcomes);
    }

    [Fact]
    public void A_duration_warms_up_uncounted_and_allocates_nothing_per_op()
    {
        var ran = Tool.Run("run", "nop", "-t", "2", "--duration", "300ms", "--warmup", "200ms", "--json");
        Assert.All(ran.Json.GetProperty("threads").EnumerateArray(), t =>
        {
            Assert.True(t.GetProperty("warmupOps").GetInt64() > 0);
            Assert.True(t.GetProperty("ops").GetInt64() > 1000);
            Assert.InRange(t.GetProperty("allocatedBytes").GetInt64(), 0, 4096);
        });
        Assert.Equal("completed", ran.Json.GetProperty("run").GetProperty("outcome").GetString());
    }

    [Fact]
    public void Sampling_is_as_asked_for_with_a_warm_up_and_without()
    {
        foreach (var warmup in new[] { "0s", "50ms" })
        {
            var sampled = Tool.Run("run", "nop", "--ops", "100k", "--sampling", "100", "--warmup", warmup, "--json").Thread(0);
            Assert.Equal("sampled", sampled.GetProperty("sampling").GetProperty("mode").GetString());
            Assert.InRange(sampled.GetProperty("latencyNs").GetProperty("count").GetInt64(), 500, 2000);
            Assert.Equal(100_000, sampled.GetProperty("ops").GetInt64());
        }
    }

    [Fact]
    public void A_mistyped_option_is_one_mistake_with_its_value() =>
        Assert.Equal("threadmill: unknown option '--duratoin'; did you mean '--duration'? (to pass the text itself: --arg=--duratoin)\n",
            Tool.Run("run", "nop", "--duratoin", "5s").Err.ReplaceLineEndings("\n"));

    [Fact]
    public void Asynchronous_operations_come_back_to_their_own_thread()
    {
        var ran = Tool.Run("run", "fault.async", "after=1ms", "--name", "mine", "--json");
        Assert.Equal([0], ran.Json.GetProperty("exceptions")[0].GetProperty("threads").EnumerateArray().Select(i => i.GetInt32()));
        Assert.Equal("operation", ran.Json.GetProperty("exceptions")[0].GetProperty("phase").GetString());
    }

    [Fact]
    public void Until_failure_stops_the_whole_run_at_the_first_exception()
    {
        var ran = Tool.Run("run", "fault.throw-at", "at=5000", "--until-failure", "--duration", "20s", ":", "nop", "--until-failure", "--duration", "20s", "--json");
        Assert.Equal(1, ran.Code);
        Assert.Equal(["faulted", "canceled"], ran.Outcomes);
        Assert.Equal(5000, ran.Json.GetProperty("exceptions")[0].GetProperty("firstOp").GetInt64());
    }

    [Fact]
    public void A_racy_counter_loses_updates_and_its_check_says_so()
    {
        var ran = Tool.Run("run", "sync.racy", "-t", "2", "--pin", "threads/spread", "--duration", "500ms", "--warmup", "100ms", "--json");
        if (Environment.ProcessorCount > 1)
            Assert.Equal(5, ran.Code);
        Assert.Equal(0, Tool.Run("run", "sync.interlocked", "-t", "4", "--duration", "300ms", "--warmup", "100ms", "--json").Code);
    }

    [Fact]
    public void Threads_that_hardly_worked_at_the_same_time_are_told_of()
    {
        static bool IsTold(Ran ran) => ran.Json.GetProperty("diagnostics").EnumerateArray().Any(d => d.GetProperty("code").GetString() == "apart");
        Assert.True(IsTold(Tool.Run("run", "sleep", "1ms", "--ops", "1", "--group", "g", ":", "sleep", "700ms", "--ops", "1", "--group", "g", "--json")));
        Assert.False(IsTold(Tool.Run("run", "sleep", "1ms", "-t", "2", "--duration", "300ms", "--json")));
    }

    [Fact]
    public void In_an_open_loop_a_stall_counts_for_every_call_that_came_due()
    {
        // One call in 1,000 sleeps 250 ms at 1,000 calls a second for 1 s: a quarter of the calls wait, for up to 250 ms.
        var ran = Tool.Run("run", $"{typeof(Targets).Assembly.Location}::Targets.StallOnce", "at=200", "ms=250", "--rate", "1000", "--duration", "1s", "--warmup", "0s", "--json");
        var latency = ran.Thread(0).GetProperty("latencyNs");
        Assert.InRange(latency.GetProperty("p99").GetInt64(), 200_000_000, 400_000_000);
        Assert.InRange(latency.GetProperty("count").GetInt64(), 990, 1001);
        Assert.True(ran.Thread(0).GetProperty("serviceNs").GetProperty("p90").GetInt64() < 50_000_000);
        // None but those that came due while a busy machine kept the thread from its CPU at the very end.
        Assert.InRange(ran.Thread(0).GetProperty("backlog").GetInt64(), 0, 100);
    }

    [Fact]
    public void A_rate_that_is_not_kept_is_told_and_a_backlog_of_millions_takes_no_time()
    {
        var ran = Tool.Run("run", "nop", "--rate", "1e9", "--duration", "200ms", "--warmup", "100ms", "--json");
        Assert.Equal(0, ran.Code);
        var thread = ran.Thread(0);
        Assert.InRange(thread.GetProperty("warmupOps").GetInt64(), 1, long.MaxValue);
        Assert.InRange(thread.GetProperty("backlog").GetInt64() + thread.GetProperty("ops").GetInt64(), 199_000_000, 201_000_000);
        Assert.Equal(thread.GetProperty("backlog").GetInt64() + thread.GetProperty("ops").GetInt64(), thread.GetProperty("latencyNs").GetProperty("count").GetInt64());
        Assert.Contains(ran.Json.GetProperty("diagnostics").EnumerateArray(), d => d.GetProperty("code").GetString() == "rate");
    }

    [Fact]
    public void Groups_that_run_for_a_time_are_measured_together_whatever_their_calls_take()
    {
        var ran = Tool.Run("run", "--group", "short", "cpu.spin", "1us", "--duration", "500ms", ":", "--group", "long", "sleep", "100ms", "--duration", "500ms", ":", "--group", "paced", "nop", "--rate", "100", "--duration", "500ms", "--json");
        Assert.True(ran.Code == 0, ran.Err);
        Assert.DoesNotContain(ran.Json.GetProperty("diagnostics").EnumerateArray(), d => d.GetProperty("code").GetString() == "apart");
        Assert.All(Enumerable.Range(0, 3), i => Assert.InRange(ran.Thread(i).GetProperty("startOffsetNs").GetInt64(), 0, 400_000_000));
    }

    [Fact]
    public void A_latency_of_the_schedule_is_the_service_and_how_late_the_thread_woke()
    {
        var ran = Tool.Run("run", "nop", "--rate", "20", "--duration", "200ms", "--json");
        var thread = ran.Json.GetProperty("threads")[0];
        var told = ran.Json.GetProperty("diagnostics").EnumerateArray().Single(d => d.GetProperty("code").GetString() == "pacing").GetProperty("message").GetString()!;
        var lateNs = 1000 * double.Parse(Regex.Match(told, "([0-9.]+) µs late").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.Equal(200_000_000, thread.GetProperty("wallNs").GetInt64());
        Assert.InRange(thread.GetProperty("latencyNs").GetProperty("max").GetDouble(), 0, 1.01 * (100 + lateNs + thread.GetProperty("serviceNs").GetProperty("max").GetDouble()));
    }

    [Fact]
    public void A_rate_that_cannot_be_met_shows_as_backlog()
    {
        var ran = Tool.Run("run", "sleep", "20ms", "--rate", "200", "--duration", "500ms", "--json");
        Assert.InRange(ran.Thread(0).GetProperty("ops").GetInt64() + ran.Thread(0).GetProperty("backlog").GetInt64(), 99, 101);
        Assert.True(ran.Thread(0).GetProperty("backlog").GetInt64() > 50);
    }

    [Fact]
    public void A_sweep_runs_every_point_and_compares_them()
    {
        var ran = Tool.Run("run", "nop", "-t", "1,2", "--ops", "1000", "--repeat", "2", "--json");
        Assert.Equal("threadmill.sweep/1", ran.Json.GetProperty("schema").GetString());
        Assert.Equal(4, ran.Json.GetProperty("runs").GetArrayLength());
        Assert.Equal([1, 2], ran.Json.GetProperty("scaling").EnumerateArray().Select(p => p.GetProperty("threads").GetInt32()));
        Assert.Equal(1, ran.Json.GetProperty("scaling")[0].GetProperty("speedup").GetDouble());
        var over = Tool.Run("run", "probe.types", "--sweep", "tone=plain,whisper", "--sweep", "count=1,2", "--json");
        Assert.Equal(["tone=plain count=1", "tone=plain count=2", "tone=whisper count=1", "tone=whisper count=2"],
            over.Json.GetProperty("scaling").EnumerateArray().Select(p => p.GetProperty("label").GetString()));
    }

    [Fact]
    public void What_is_wrong_with_any_point_of_a_sweep_is_told_before_the_first_run()
    {
        var ran = Tool.Run("run", "--sweep", "limit=3,x", "--sweep", "target=cpu.primes,cpu.prims", "--json", "--progress", "plain");
        Assert.Equal(2, ran.Code);
        Assert.Equal("", ran.Out);
        Assert.Contains("must be an integer, not 'x'", ran.Err, StringComparison.Ordinal);
        Assert.Contains("no workload 'cpu.prims'", ran.Err, StringComparison.Ordinal);
        Assert.DoesNotContain("run 1 of", ran.Err, StringComparison.Ordinal);
        Assert.Contains("--sweep threads=x must be an integer", Tool.Run("run", "nop", "-t", "1,x").Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_threshold_is_judged_at_each_point_and_the_sweeps_document_fits_its_schema()
    {
        var ran = Tool.Run("run", "sleep", "--sweep", "time=1ms,30ms", "--fail-if", "p50 > 20ms", "--json");
        Assert.Equal(5, ran.Code);
        var judged = ran.Json.GetProperty("thresholds").EnumerateArray().Select(t => (t.GetProperty("point").GetString(), t.GetProperty("passed").GetBoolean()));
        Assert.Equal([("time=1ms", true), ("time=30ms", false)], judged);
        Assert.Empty((await JsonSchema.FromJsonAsync(Tool.Run("schema", "sweep").Out)).Validate(ran.Out));
    }

    [Fact]
    public void A_hunt_without_an_end_is_refused_where_nobody_can_stop_it()
    {
        var ran = Tool.Run("run", "nop", "--until-failure");
        Assert.Equal(2, ran.Code);
        Assert.Contains("add --duration, --ops or --timeout", ran.Err, StringComparison.Ordinal);
        var hunt = Tool.Run("run", "nop", "--until-failure", "--duration", "100ms", "--json");
        Assert.Equal((0, 0), (hunt.Code, hunt.Thread(0).GetProperty("warmupOps").GetInt32()));
    }

    [Theory]
    [InlineData("false", "FailCheck.Holds returned false")]
    [InlineData("true", "FailCheck.Holds()")]
    public void A_check_sees_the_end_of_a_hunt_only_and_is_named_where_it_fails(string throws, string name)
    {
        var ran = Tool.Run("run", "fault.check", $"throws={throws}", "after=0s", "--until-failure", "--ops", "100");
        Assert.Equal(5, ran.Code);
        Assert.Matches(@"in a check\b", ran.Out);
        Assert.Contains(name, ran.Out, StringComparison.Ordinal);
        Assert.Matches(@"completed +100 ", ran.Out);
    }

    [Fact]
    public void Logs_of_intervals_are_what_HdrHistograms_own_reader_reads()
    {
        using var folder = new Folder();
        var log = Path.Combine(folder.Path, "run.hlog");
        var ran = Tool.Run("run", "sleep", "1ms", "--ops", "200", "--interval", "50ms", "-o", log, "--json");
        using var stream = File.OpenRead(log);
        var read = new HistogramLogReader(stream).ReadHistograms().ToArray();
        Assert.Equal(200, read.Where(h => h.Tag is null).Sum(h => h.TotalCount));
        Assert.Equal(200, read.Where(h => h.Tag == "main").Sum(h => h.TotalCount));
        var whole = read.Where(h => h.Tag is null).Aggregate(new LongHistogram(1, 3_600_000_000_000, 3), (sum, h) => { sum.Add(h); return sum; });
        Assert.Equal(ran.Json.GetProperty("totals").GetProperty("latencyNs").GetProperty("p99").GetInt64(), whole.GetValueAtPercentile(99));
    }

    [Theory]
    [InlineData("ops < 1", 0)]
    [InlineData("ops >= 1", 5)]
    [InlineData("main:errors:gt:0", 0)]
    [InlineData("p99:gt:1ns", 5)]
    [InlineData("metrics.nothing > 1", 5)]
    public void Thresholds_are_judged_on_the_final_result(string expression, int code)
    {
        var ran = Tool.Run("run", "sleep", "1ms", "--fail-if", expression, "--json");
        Assert.Equal(code, ran.Code);
        Assert.Equal(code == 0, ran.Json.GetProperty("thresholds")[0].GetProperty("passed").GetBoolean());
    }

    [Theory]
    [InlineData("p9 > 5ms", "did you mean 'p90'?")]
    [InlineData("p99 > 5", "must be a duration with a unit")]
    [InlineData("p99", "has no operator")]
    [InlineData("pipe:p99 > 5ms", "no spec is in it")]
    public void A_threshold_that_cannot_be_judged_is_refused_before_the_start(string expression, string message)
    {
        var ran = Tool.Run("run", "nop", "--fail-if", expression);
        Assert.Equal(2, ran.Code);
        Assert.Contains(message, ran.Err, StringComparison.Ordinal);
    }

    [Fact]
    public void Abort_if_stops_the_run_and_intervals_are_deltas()
    {
        var ran = Tool.Run("run", "cpu.spin", "1ms", "--duration", "30s", "--warmup", "0s", "--abort-if", "ops > 300", "--interval", "100ms", "--json");
        Assert.Equal(5, ran.Code);
        Assert.Equal(["canceled"], ran.Outcomes);
        var series = ran.Json.GetProperty("series").EnumerateArray().ToArray();
        Assert.True(series.Length >= 2);
        Assert.Equal(ran.Thread(0).GetProperty("ops").GetInt64(), series.Sum(i => i.GetProperty("ops").GetInt64()));
    }

    [Fact]
    public void Groups_in_processes_of_their_own_start_together_and_die_apart()
    {
        var ran = Tool.Run("run", "--isolate", "group", "fault.exit", "after=100ms", "--group", "doomed", ":", "cpu.spin", "1ms", "--group", "safe", "--duration", "600ms", "--warmup", "0s", "--json");
        Assert.Equal(4, ran.Code);
        Assert.Equal(["crashed", "completed"], ran.Outcomes);
        Assert.Equal(2, ran.Json.GetProperty("workers").GetArrayLength());
    }

    [Fact]
    public void The_workers_collector_is_set_at_each_point_of_a_sweep_and_told()
    {
        var ran = Tool.Run("run", "nop", "--sweep", "gc=server,concurrent=off", "--sweep", "gc=gen0=64M", "--json");
        var settings = ran.Json.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("workers")[0].GetProperty("gc").GetProperty("settings").GetString());
        Assert.Equal(["concurrent=off,server", "gen0=64M"], settings);
    }
}
