using CsCheck;
using Threadmill.Engine;
using Threadmill.Engine.Binding;
using Threadmill.Engine.Planning;
using Xunit;

namespace Engine.Tests.Planning;

public sealed class PlanFileTests
{
    private static (RunPlan Plan, List<Problem> Problems) Read(string text, string file = "plan.toml")
    {
        var problems = new List<Problem>();
        return (PlanDraft.Compose([], PlanFile.Read(text, file, "", problems), [], problems), problems);
    }

    [Fact]
    public void The_plan_of_the_design_is_read()
    {
        var (plan, problems) = Read("""
            timeout = "60s"
            fail-if = ["pipe:p99 > 5ms"]
            [group.pipe]
            on-error = "stop-group"
            [sweep]
            threads = [1, 2, 4]
            [defaults]
            duration = "5s"
            warmup = "1s"
            [[spec]]
            target = "queue.produce"
            group = "pipe"
            name = "producer"
            args = [64, {a = 1}]
            kwargs = { batch = 8, on = true }
            threads = 2
            pin = "0"
            [[spec]]
            target = "queue.consume"
            group = "pipe"
            pin = "1"
            """);
        Assert.Empty(problems);
        Assert.Equal(TimeSpan.FromMinutes(1), plan.Timeout);
        Assert.Equal(ErrorScope.Group, plan.OnErrorOf("pipe").Scope);
        Assert.Equal(new[] { "1", "2", "4" }, plan.Sweeps[0].Values);
        Assert.Equal(2, plan.Specs.Length);
        Assert.Equal(new[] { "64", """{"a":1}""" }, plan.Specs[0].Args);
        Assert.Equal("true", plan.Specs[0].Kwargs[1].Value);
        Assert.Equal(TimeSpan.FromSeconds(5), plan.Specs[1].Duration);
    }

    [Theory]
    [InlineData("timeuot = \"1s\"", "plan.toml(1,1): unknown key 'timeuot'; did you mean 'timeout'?")]
    [InlineData("[[spec]]\ntarget = \"x\"\ntreads = 3", "plan.toml(3,1): unknown key 'treads'; did you mean 'threads'?")]
    [InlineData("seed = \"x\"", "plan.toml(1,1): seed must be an integer, not 'x'")]
    [InlineData("timeout = -5", "plan.toml(1,1): timeout must be")]
    [InlineData("json = \"yes\"", "plan.toml(1,1): 'json' must be true or false")]
    [InlineData("seed = 1\nseed = 2", "plan.toml(2,1): 'seed' stands here a second time, first in line 1")]
    [InlineData("spec = 3", "plan.toml(1,1): 'spec' must be an array of tables")]
    [InlineData("[[spec]]\nargs = 3", "plan.toml(2,1): 'args' must be an array")]
    [InlineData("a = ", "plan.toml(1,")]
    public void What_is_wrong_is_told_with_its_place(string text, string message) =>
        Assert.StartsWith(message, Assert.Single(Read(text).Problems).Message, StringComparison.Ordinal);

    [Fact]
    public void JSON_has_the_same_keys_and_places()
    {
        Assert.Equal(3, Read("""{"spec":[{"target":"nop","threads":3}]}""").Plan.Specs[0].Threads);
        Assert.StartsWith("plan.json(1,2): unknown key 'timeuot'", Assert.Single(Read("""{"timeuot":"1s"}""", "plan.json").Problems).Message, StringComparison.Ordinal);
        Assert.Contains("not JSON", Assert.Single(Read("{\"a\":", "plan.json").Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_refused() => Assert.NotEmpty(Read("a = " + new string('[', 5000) + new string(']', 5000)).Problems);

    [Fact]
    public void Garbage_never_throws() => Gen.String[Gen.Char["ab=[]{}\"'\n.,1 #"], 0, 40].Sample(text =>
    {
        Read(text);
        Read("{" + text, "plan.json");
        return true;
    });

    [Fact]
    public void A_plan_written_out_is_the_same_plan()
    {
        var word = Gen.String[Gen.Char["abc=: '\"\\\n@-"], 0, 8];
        var span = Gen.Int[1, 100_000].Select(ms => TimeSpan.FromMilliseconds(ms));
        var spec = Gen.Select(word, word.Array[0, 3], Gen.Int[1, 64], span, Gen.Enum<ThreadPriority>(), Gen.Bool, Gen.Int[1, 1000])
            .Select((name, args, threads, duration, priority, daemon, rate) => new ThreadSpec
            {
                Target = "nop",
                Name = name.Length > 0 ? name : null,
                Args = [.. args],
                Threads = threads,
                Duration = duration,
                Priority = priority,
                Daemon = daemon,
                Rate = rate,
                Pin = "0-1",
                Kwargs = [.. args.Select((a, i) => new KeywordArgument($"k{i}", a))],
            });
        var plan = Gen.Select(spec.Array[1, 3], span, Gen.Int, Gen.Enum<Isolation>(), Gen.Int[1, 9])
            .Select((specs, timeout, seed, isolate, max) => new RunPlan
            {
                Specs = [.. specs],
                Timeout = timeout,
                Seed = seed,
                Isolate = isolate,
                OnError = new(ErrorScope.None, max),
                FailIf = ["p99 > 5ms", "x:errors > 0"],
                Sweeps = [new("pin", ["0", "none"]), new("gc", ["server,concurrent=off", "workstation"]), new("threads", ["1", "2"])],
            });
        plan.Sample(p =>
        {
            var (read, problems) = Read(PlanText.Toml(p));
            Assert.Empty(problems);
            Assert.Equal(PlanText.Toml(p), PlanText.Toml(read));
            Assert.Equal(PlanText.Json(p), PlanText.Json(Read(PlanText.Json(p), "plan.json").Plan));
            Assert.Equal(PlanText.Toml(p), PlanText.Toml(PlanDraft.Compose([], PlanWords.Read(PlanWords.Of(p)), [], problems)));
            Assert.Empty(problems);
        }, iter: 300);
    }

    [Fact]
    public void Garbage_collector_settings_become_the_workers_environment()
    {
        Assert.Equal("DOTNET_gcConcurrent=0 DOTNET_GCgen0size=10000000 DOTNET_gcServer=1",
            string.Join(' ', GcSettings.Parse("server,concurrent=off,gen0=256M").Environment().Select(v => $"{v.Key}={v.Value}")));
        Assert.Contains("both server and workstation", Assert.Throws<ProblemException>(() => GcSettings.Parse("server,workstation")).Message, StringComparison.Ordinal);
        Assert.Contains("did you mean 'server'", Assert.Throws<ProblemException>(() => GcSettings.Parse("sever")).Message, StringComparison.Ordinal);
    }
}
