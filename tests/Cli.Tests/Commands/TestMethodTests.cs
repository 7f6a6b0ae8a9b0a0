using System.Text.Json;
using Xunit;

namespace Cli.Tests.Commands;

/// <summary>Test methods of frameworks that we do not reference, each set up as its runner would.</summary>
public sealed class TestMethodTests
{
    private static readonly string Tests = Tool.Fixture("TheirTests");

    [Fact]
    public void A_lost_update_is_found_by_four_threads_and_never_by_one()
    {
        var hunted = Tool.Run("run", $"{Tests}::SharedCounterTests.Each_addition_counts", "-t", "4", "--instance", "group", "--until-failure", "--duration", "30s", "--name", "hunter");
        Assert.True(hunted.Code == 1, hunted.Out + hunted.Err);
        Assert.Contains("Assert.Equal() Failure", hunted.Out, StringComparison.Ordinal);
        Assert.Matches(@"on (thread hunter_\d|\d threads: .*), in the operation, first in op \d+( of hunter_\d)? while [2-4] threads were calling", hunted.Out);
        var alone = Tool.Run("run", $"{Tests}::SharedCounterTests.Each_addition_counts", "--instance", "group", "--until-failure", "--duration", "1s", "--json");
        Assert.True(alone.Code == 0, alone.Err);
        Assert.Equal("completed", alone.Outcomes.Single());
    }

    [Fact]
    public void Static_state_races_though_each_call_has_an_object_of_its_own()
    {
        var ran = Tool.Run("run", $"{Tests}::CounterTests", "-t", "4", "--until-failure", "--duration", "30s", "--json");
        Assert.True(ran.Code == 1, ran.Err);
        Assert.Equal("op", ran.Thread(0).GetProperty("instance").GetString());
        Assert.InRange(ran.Json.GetProperty("exceptions")[0].GetProperty("threadsRunning").GetInt32(), 1, 4);
        Assert.Contains(ran.Json.GetProperty("diagnostics").EnumerateArray(), d => d.GetProperty("message").GetString()!.Contains("--instance group shares one", StringComparison.Ordinal));
    }

    [Fact]
    public void Tests_of_every_framework_are_set_up_as_their_runners_do()
    {
        (string Target, string[] Words, string Returned)[] calls =
        [
            ("FixtureTests.Has_all_it_asked_for", ["--ops", "2"], "initialized, database 1, server here"),
            ("TheoryTests.Takes_rows", ["--ops", "7"], "1 inline, 2 inline, 3 member, 4 member, 5 typed, 6 made, 7 class"),
            ("LedgerTests.Withdraws", ["--ops", "2", "--group", "bank"], "open, set up, tear down, set up"),
            ("AccountTests.Adds", ["--ops", "4"], "4"),
            ("AccountTests.Adds", ["20", "22"], "42"),
            ("AccountTests.Counts", [], "8"),
            ("PatientTests.Goes_on", ["--ops", "3"], "opened 1, call 3"),
            ("OrderTests.Is_ready", ["--ops", "2", "--group", "orders"], "class, ready 1"),
            ("OrderTests.Takes_rows", ["--ops", "2"], "4 four"),
        ];
        var ran = Tool.Run([.. calls.SelectMany((c, i) => new[] { i == 0 ? "run" : ":", $"{Tests}::{c.Target}" }.Concat(c.Words)), "--json"]);
        Assert.True(ran.Code == 0, ran.Err + ran.Out);
        Assert.Equal(calls.Select(c => c.Returned), ran.Json.GetProperty("threads").EnumerateArray().Select(t => t.GetProperty("returned").GetString()));
        foreach (var said in new[] { "database 1\n", "disposed when ended", "database 1 is closed", "closed after 5 steps", "class begins", "in the test", "class ends" })
            Assert.Contains(said, ran.Err, StringComparison.Ordinal);
        Assert.Equal(2, ran.Err.Split("disposed when ended").Length - 1);
    }

    [Fact]
    public void Xunit_3_is_known_too()
    {
        var tests = Tool.Fixture("TheirXunit3");
        var ran = Tool.Run("run", $"{tests}::QueueTests.Sends", "--ops", "2", ":", $"{tests}::QueueTests.Receives", "--ops", "3", "--json");
        Assert.True(ran.Code == 0, ran.Err);
        Assert.Equal("initialized 1", ran.Thread(0).GetProperty("returned").GetString());
        Assert.Equal("2 row", ran.Thread(1).GetProperty("returned").GetString());
        Assert.Contains("sending", ran.Err, StringComparison.Ordinal);
        Assert.Equal(5, ran.Err.Split("test is over").Length - 1);
        Assert.Equal(1, ran.Err.Split("broker is down").Length - 1);
    }

    [Fact]
    public void What_fails_skips_or_is_several_is_told()
    {
        var failing = Tool.Run("run", $"{Tests}::TheoryTests.Fails_for_ten", ":", $"{Tests}::AccountTests.Adds_wrongly", ":", $"{Tests}::TheoryTests.Is_awaited", "--json");
        Assert.Equal(1, failing.Code);
        Assert.Equal(["faulted", "faulted", "faulted"], failing.Outcomes);
        var messages = failing.Json.GetProperty("exceptions").EnumerateArray().Select(e => e.GetProperty("message").GetString()!).ToArray();
        Assert.Contains(messages, m => m.Contains("returned 4, expected 5", StringComparison.Ordinal));
        Assert.Contains(messages, m => m.Contains("after the await", StringComparison.Ordinal));
        var refused = Tool.Run("run", $"{Tests}::TheoryTests.Is_skipped", ":", $"{Tests}::AccountTests.Ignored");
        Assert.Equal(3, refused.Code);
        Assert.Contains("is a test that is skipped: the server is gone", refused.Err, StringComparison.Ordinal);
        Assert.Contains("is a test that is skipped: not today", refused.Err, StringComparison.Ordinal);
        var several = Tool.Run("run", $"{Tests}::AccountTests");
        Assert.Equal(2, several.Code);
        Assert.Contains("say which: ::AccountTests.Adds, ::AccountTests.Adds_wrongly", several.Err, StringComparison.Ordinal);
    }
}
