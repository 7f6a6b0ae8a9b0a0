using System.Text.Json;
using NJsonSchema;
using Xunit;

namespace Cli.Tests.Commands;

public sealed class RunTests
{
    [Fact]
    public void Threads_are_named_pinned_and_verified()
    {
        var ran = Tool.Run("run", "probe.self", "-t", "4", "--pin", "0", "--name", "w", "--json");
        Assert.Equal(0, ran.Code);
        for (var i = 0; i < 4; i++)
        {
            var thread = ran.Thread(i);
            Assert.Equal($"w_{i}", thread.GetProperty("name").GetString());
            Assert.True(thread.GetProperty("pin").GetProperty("verified").GetBoolean());
            Assert.Equal([0], thread.GetProperty("cpus").GetProperty("seen").EnumerateArray().Select(c => c.GetInt32()));
            var self = JsonDocument.Parse(thread.GetProperty("returned").GetString()!).RootElement;
            Assert.Equal($"w_{i}", self.GetProperty("name").GetString());
            if (OperatingSystem.IsLinux())
            {
                Assert.Equal($"w_{i}", self.GetProperty("osName").GetString());
                Assert.Equal("0", self.GetProperty("allowedCpus").GetString());
                Assert.Equal(self.GetProperty("osThreadId").GetString(), $"{thread.GetProperty("osThreadId").GetInt64()}");
            }
        }
    }

    [Fact]
    public void One_thread_has_exactly_its_name_and_unnamed_ones_are_numbered_over_the_run()
    {
        var ran = Tool.Run("run", "nop", "--name", "solo", ":", "nop", "-t", "2", ":", "sleep", "1ms", "--json");
        Assert.Equal(["solo", "Thread-1 (nop)", "Thread-2 (nop)", "Thread-3 (sleep)"],
            ran.Json.GetProperty("threads").EnumerateArray().Select(t => t.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task The_document_fits_the_schema_that_ships_with_the_tool()
    {
        var schema = await JsonSchema.FromJsonAsync(Tool.Run("schema", "result").Out);
        foreach (var words in new[] { "nop -t 2 --pin 0", "fault.nested", "nop --ops 1000 --seed 7", "fault.check", "probe.echo a b=c", "sleep 1ms --rate 100 --duration 200ms --interval 50ms --fail-if p99:gt:1us", "sleep 5s --timeout 50ms", "fault.exit" })
        {
            var ran = Tool.Run(["run", .. words.Split(' '), "--json"]);
            Assert.Empty(schema.Validate(ran.Out));
        }
    }

    [Fact]
    public void Arguments_reach_the_target_as_written()
    {
        var returned = Tool.Run("run", "probe.echo", "a", "b c", "x=1", "--arg=k=v", "--kwarg", "y z=2", "-5", "--json", "--", "--dashes", "q=r")
            .Thread(0).GetProperty("returned").GetString();
        Assert.Equal("""{"args":["a","b c","k=v","-5","--dashes","q=r"],"kwargs":{"x":"1","y z":"2"}}""", returned);
    }

    [Fact]
    public void Values_are_read_as_their_types_in_invariant_culture()
    {
        var ran = new Tool().With("LANG", "de_DE.UTF-8").With("LC_ALL", "de_DE.UTF-8")
            .Start("run", "probe.types", "count=64k", "ratio=1.5", "flag=yes", "text=ä", "time=1.5s", "tone=loud-and-clear", "items=1,2,3", "when=2026-01-31T12:00:00Z", "--json").End();
        Assert.Equal("count: Int32 = 64000; ratio: Double = 1.5; flag: Boolean = True; text: String = ä; time: TimeSpan = 00:00:01.5000000; tone: Tone = LoudAndClear; items: Int32[] = 1 2 3; when: DateTimeOffset = 2026-01-31T12:00:00.0000000+00:00",
            ran.Thread(0).GetProperty("returned").GetString());
    }

    [Fact]
    public void Text_comes_from_files_and_from_stdin()
    {
        using var folder = new Folder();
        folder.File("words.txt", "from a file");
        var ran = new Tool().In(folder.Path).Reading("from stdin").Start("run", "probe.echo", "@words.txt", "@-", "@@at", "--json").End();
        Assert.Equal("""{"args":["from a file","from stdin","@at"],"kwargs":{}}""", ran.Thread(0).GetProperty("returned").GetString());
    }

    [Fact]
    public void Words_are_counted_as_wc_counts_them()
    {
        using var folder = new Folder();
        var file = folder.File("text.txt", string.Join("\n", Enumerable.Range(0, 20_000).Select(i => $"line  {i}\tof äöü {new string('x', i % 70)}")) + "  ");
        var expected = File.ReadAllText(file).Split([' ', '\t', '\n', '\r', '\v', '\f'], StringSplitOptions.RemoveEmptyEntries).Length;
        Assert.Equal($"{expected}", Tool.Run("run", "text.words", file, "--json").Thread(0).GetProperty("returned").GetString());
    }

    [Fact]
    public void Sixty_four_threads_that_throw_the_same_are_one_entry()
    {
        var ran = Tool.Run("run", "fault.throw", "-t", "64", ":", "nop", "--name", "healthy", "--json");
        Assert.Equal(1, ran.Code);
        var only = Assert.Single(ran.Json.GetProperty("exceptions").EnumerateArray());
        Assert.Equal(64, only.GetProperty("count").GetInt64());
        Assert.Equal(64, only.GetProperty("threads").GetArrayLength());
        Assert.Equal("boom", only.GetProperty("message").GetString());
        Assert.Equal("operation", only.GetProperty("phase").GetString());
        Assert.Contains("Throws.Throw", only.GetProperty("stackTrace").GetString(), StringComparison.Ordinal);
        Assert.Equal(64, ran.Outcomes.Count(o => o == "faulted"));
        Assert.Equal("completed", ran.Outcomes[^1]);
    }

    [Theory]
    [InlineData("run nop bad=1 : nope : cpu.factor", 2, "nop() got an unexpected keyword argument 'bad'", "no workload 'nope'; did you mean 'nop'?", "cpu.factor() missing 1 required argument: 'number'")]
    [InlineData("run cpu.primes abc : cpu.primes 1 limit=2 : cpu.primes limti=2 : nop 1", 2, "cpu.primes() argument 'limit' must be an integer, not 'abc'", "cpu.primes() got multiple values for argument 'limit'", "did you mean 'limit'?", "nop() takes 0 positional arguments but 1 was given")]
    [InlineData("run nop --pni 0 -t 0 --timeout 5", 2, "unknown option '--pni'; did you mean '--pin'?", "--threads must be at least 1, not '0'", "did you mean '5s'?")]
    [InlineData("run nop --pin 0-7:0 --quiet=no --fail-if speedup@4:lt:3", 2, "a stride of 0 goes nowhere", "--quiet is a flag and takes no value, not 'no'", "'speedup@4:lt:3' compares the points of a sweep, and there is none")]
    [InlineData("run nop -t 1,2 --fail-if speedup@4:lt:3 --abort-if speedup@2:lt:1", 2, "'speedup@4:lt:3' names a number of threads that no point of the sweep has; they have 1, 2", "'speedup@2:lt:1' is known only when a sweep has ended")]
    [InlineData("run queue.produce capcity=3", 2, "unexpected keyword argument 'capcity'; did you mean 'capacity'?")]
    [InlineData("run nop --timeout", 2, "--timeout needs a value")]
    [InlineData("run nop --daemon", 2, "all specs are daemons")]
    [InlineData("run", 2, "name a target")]
    [InlineData("run nop :", 2, "names no target")]
    [InlineData("run nop --pin 4096", 3, "has no CPU 4096")]
    [InlineData("run nop --pin 0-", 2, "--pin '0-'")]
    [InlineData("run nope : ./nothing.dll::A.B", 3, "no workload 'nope'", "there is no file")]
    [InlineData("run nop --plugin /nowhere", 3, "no plugin at '/nowhere'")]
    [InlineData("run nop -o result.xyz", 2, "the extension must be one of")]
    [InlineData("run nop -f plan.toml", 2, "a target beside -f", "cannot be read")]
    [InlineData("rnu nop", 2, "did you mean 'run'?")]
    [InlineData("", 2, "say what to do")]
    public void What_is_wrong_is_told_all_at_once_and_nothing_is_started(string words, int code, params string[] messages)
    {
        var ran = Tool.Run(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.All(messages.Where(m => !(m == "a target beside -f" && ran.Code == 3)), m => Assert.Contains(m, ran.Err, StringComparison.Ordinal));
        Assert.Equal("", ran.Out);
        Assert.Equal(words.Contains("-f plan", StringComparison.Ordinal) ? 3 : code, ran.Code);
    }

    [Fact]
    public void An_argument_beside_a_plan_file_is_not_passed_over()
    {
        var ran = new Tool().In(Tool.Root).Start("run", "-f", "tools/demos/locks.toml", "--kwarg", "hold=1us").End();
        Assert.Equal(2, ran.Code);
        Assert.Contains("an argument beside -f: 'hold=1us'; a plan's arguments stand in its file, and --sweep hold=1us sets one", ran.Err, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_empty_is_refused()
    {
        var ran = Tool.Run("run", "nop", "--name", "");
        Assert.Equal(2, ran.Code);
        Assert.Equal("threadmill: --name must not be empty\n", ran.Err);
    }

    [Fact]
    public void With_json_the_problems_are_one_document_on_stderr()
    {
        var ran = Tool.Run("run", "nope", ":", "nop", "x=1", "--json");
        Assert.Equal(2, ran.Code);
        Assert.Equal("", ran.Out);
        Assert.Equal(2, JsonDocument.Parse(ran.Err).RootElement.GetProperty("problems").GetArrayLength());
    }

    [Fact]
    public void A_daemon_works_until_the_last_other_thread_has_ended()
    {
        var ran = Tool.Run("run", "cpu.spin", "1ms", "--daemon", "--name", "load", ":", "sleep", "200ms", "--json");
        Assert.Equal(0, ran.Code);
        Assert.Equal(["canceled", "completed"], ran.Outcomes);
        Assert.True(ran.Thread(0).GetProperty("ops").GetInt64() > 1);
    }

    [Fact]
    public void A_timeout_stops_who_listens_and_who_does_not()
    {
        var ran = Tool.Run("run", "sleep", "1h", ":", "fault.spin", ":", "nop", "--timeout", "500ms", "--grace", "400ms", "--json");
        Assert.Equal(4, ran.Code);
        Assert.Equal(["timedOut", "abandoned", "completed"], ran.Outcomes);
    }

    [Fact]
    public void A_deadline_stops_its_own_spec_only()
    {
        var ran = Tool.Run("run", "sleep", "1h", "--deadline", "300ms", ":", "sleep", "600ms", "--json");
        Assert.Equal(4, ran.Code);
        Assert.Equal(["timedOut", "completed"], ran.Outcomes);
    }

    [Fact]
    public void An_error_may_stop_its_group_or_the_run_or_nothing()
    {
        var group = Tool.Run("run", "--group", "g", "fault.throw", ":", "sleep", "1h", "--group", "g", ":", "sleep", "50ms", "--group", "other", "--on-error", "stop-group", "--json");
        Assert.Equal(["faulted", "canceled", "completed"], group.Outcomes);
        var run = Tool.Run("run", "fault.throw", ":", "sleep", "1h", "--group", "other", "--on-error", "stop-run", "--json");
        Assert.Equal(["faulted", "canceled"], run.Outcomes);
        var on = Tool.Run("run", "fault.throw", "--ops", "5", "--on-error", "continue", "--json");
        Assert.Equal(1, on.Code);
        Assert.Equal(5, on.Thread(0).GetProperty("errors").GetInt64());
    }

    [Fact]
    public void The_same_seed_gives_the_same_random_streams()
    {
        static string[] Randoms(Ran ran) => [.. ran.Json.GetProperty("threads").EnumerateArray()
            .Select(t => JsonDocument.Parse(t.GetProperty("returned").GetString()!).RootElement.GetProperty("random").ToString())];
        var first = Randoms(Tool.Run("run", "probe.self", "-t", "2", "--seed", "42", "--json"));
        Assert.Equal(first, Randoms(Tool.Run("run", "probe.self", "-t", "2", "--seed", "42", "--json")));
        Assert.NotEqual(first[0], first[1]);
    }

    [Fact]
    public void A_result_document_can_be_run_again()
    {
        using var folder = new Folder();
        var result = folder.File("result.json", Tool.Run("run", "probe.self", "-t", "2", "--name", "again", "--pin", "0", "--json").Out);
        var again = Tool.Run("run", "-f", result, "--json");
        Assert.Equal(JsonDocument.Parse(File.ReadAllText(result)).RootElement.GetProperty("plan").ToString(), again.Json.GetProperty("plan").ToString());
        Assert.Equal("again_1", again.Thread(1).GetProperty("name").GetString());
    }

    [Fact]
    public void A_failed_check_is_told_apart_from_a_failed_operation()
    {
        var ran = Tool.Run("run", "fault.check", "--json");
        Assert.Equal(5, ran.Code);
        Assert.Equal("check", ran.Json.GetProperty("exceptions")[0].GetProperty("phase").GetString());
    }

    [Fact]
    public void Public_static_methods_of_any_assembly_are_targets()
    {
        var ran = Tool.Run("run", $"{typeof(Targets).Assembly.Location}::Targets.Add", "2", "b=3", "--json");
        Assert.Equal("5", ran.Thread(0).GetProperty("returned").GetString());
        var overloaded = Tool.Run("run", $"{typeof(Targets).Assembly.Location}::Targets.Add", "2", "3", "4", "--json");
        Assert.Equal("9", overloaded.Thread(0).GetProperty("returned").GetString());
        var foreign = Tool.Run("run", $"{typeof(Targets).Assembly.Location}::Targets.Größe", "öffnung=7", "--json");
        Assert.Equal("7", foreign.Thread(0).GetProperty("returned").GetString());
        var wrong = Tool.Run("run", $"{typeof(Targets).Assembly.Location}::Targets.Ad");
        Assert.Contains("did you mean 'Add'?", wrong.Err, StringComparison.Ordinal);
    }

    /// <summary>They are started another way, which must make no difference.</summary>
    [Theory]
    [InlineData("fault.hang --timeout 300ms", 4, "timedOut")]
    [InlineData("fault.swallow --timeout 300ms --grace 500ms", 4, "abandoned")]
    [InlineData("fault.overflow after=0s", 4, "crashed")]
    [InlineData("fault.throw after=0s", 1, "faulted")]
    [InlineData("probe.self", 0, "completed")]
    public void A_hundred_threads_end_as_one_does(string words, int code, string outcome)
    {
        var ran = Tool.Run(["run", .. words.Split(' '), "-t", "100", "--name", "one", "--json"]);
        Assert.Equal(code, ran.Code);
        Assert.Equal(Enumerable.Repeat(outcome, 100), ran.Outcomes);
        if (outcome == "completed")
            Assert.All(Enumerable.Range(0, 100), i => Assert.Contains($"\"name\":\"one_{i}\"", ran.Thread(i).GetProperty("returned").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Ten_thousand_threads_run_and_are_reported()
    {
        var ran = Tool.Run("run", "sleep", "1ms", "-t", "10000", "--json", "--stack-size", "64K");
        Assert.Equal(0, ran.Code);
        Assert.Equal(10_000, ran.Outcomes.Count(o => o == "completed"));
    }
}
