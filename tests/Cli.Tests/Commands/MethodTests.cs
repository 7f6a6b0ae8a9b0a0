using System.Text.Json;
using Xunit;

namespace Cli.Tests.Commands;

/// <summary>Members of an assembly that knows nothing of us, called through the tool.</summary>
public sealed class MethodTests
{
    private static readonly string Library = Tool.Fixture("TheirLibrary");

    [Fact]
    public void Every_kind_of_member_is_called()
    {
        (string Target, string[] Words, string? Returned)[] calls =
        [
            ("Cache.Get", ["7"], "49"),
            ("Cache.Name", ["new.name=bob", "--group", "named"], "bob"),
            ("Cache.CountLater", ["--group", "apart"], "0"),
            ("Box<string>.As<List<int>>", ["[1]", "content=x"], "1"),
            ("Box<int?>.Lid.Kind", [], "Nullable`1"),
            ("Point.Move", ["3", "x=10", "y=1"], "15"),
            ("Point.new", ["1", "2"], "Their.Geometry.Point"),
            ("Extensions.Twice", ["ab"], "abab"),
            ("Extensions.Through", ["5"], "5"),
            ("Extensions.First", ["5,6"], "5"),
            ("Extensions.Cut", ["abc"], null),
            ("Extensions.Later", ["5"], "5"),
            ("HeavyStore.Size", [], "1"),
        ];
        var words = calls.SelectMany((c, i) => new[] { i == 0 ? "run" : ":", $"{Library}::{c.Target}" }.Concat(c.Words));
        var ran = Tool.Run([.. words, ":", "System.Private.CoreLib.dll::Math.Max", "3", "5", "--json"]);
        Assert.True(ran.Code == 0, ran.Err);
        Assert.Equal([.. calls.Select(c => c.Returned), "5"], ran.Json.GetProperty("threads").EnumerateArray().Select(t => t.GetProperty("returned").GetString()));
        Assert.Contains("bob is closed", ran.Err, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_shares_one_object_and_threads_or_calls_have_their_own_if_asked()
    {
        var target = $"{Library}::Cache.Identity";
        var ran = Tool.Run("run", target, "-t", "2", ":", target, "-t", "2", "--instance", "thread", "--group", "apart", ":", target, "-t", "1", "--instance", "op", "--ops", "3", "--group", "fresh", "--json");
        Assert.True(ran.Code == 0, ran.Err);
        string Identity(int thread) => ran.Thread(thread).GetProperty("returned").GetString()!;
        Assert.Equal(Identity(0), Identity(1));
        Assert.NotEqual(Identity(2), Identity(3));
        Assert.Equal(["group", "group", "thread", "thread", "op"], ran.Json.GetProperty("threads").EnumerateArray().Select(t => t.GetProperty("instance").GetString()));
        Assert.Equal(1 + 2 + 3, ran.Err.Split("cache is closed").Length - 1);
    }

    [Fact]
    public void A_fresh_object_for_each_call_is_made_and_ended_outside_the_timed_part()
    {
        var ran = Tool.Run("run", $"{Library}::Handle.Open", "--instance", "op", "--ops", "1000", ":", $"{Library}::Handle.new", "--ops", "1000", ":", $"{Library}::Slow.Quick", "--instance", "op", "--ops", "20", "--json");
        Assert.True(ran.Code == 0, ran.Err);
        Assert.Equal("20", ran.Thread(2).GetProperty("returned").GetString());
        var latency = ran.Thread(2).GetProperty("latencyNs");
        Assert.True(latency.GetProperty("p50").GetInt64() * 10 < ran.Thread(2).GetProperty("wallNs").GetInt64() / 20, $"{latency}");
        Assert.Equal(JsonValueKind.Null, ran.Thread(1).GetProperty("instance").ValueKind);
    }

    [Fact]
    public void Objects_of_one_group_that_differ_are_refused()
    {
        var ran = Tool.Run("run", $"{Library}::Cache.Get", "7", ":", $"{Library}::Cache.Count", "capacity=1");
        Assert.Equal(2, ran.Code);
        Assert.Contains("group 'main' shares one Cache, but its specs give it different arguments", ran.Err, StringComparison.Ordinal);
    }
}
