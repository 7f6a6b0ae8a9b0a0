using Xunit;

namespace Cli.Tests.Commands;

/// <summary>What <c>list</c> and <c>describe</c> tell of files that know nothing of us.</summary>
public sealed class MemberListTests
{
    private static readonly string Library = Tool.Fixture("TheirLibrary");
    private static readonly string Benchmarks = Tool.Fixture("TheirBenchmarks");

    [Fact]
    public void A_file_lists_its_benchmarks_tests_and_members()
    {
        var members = Tool.Run("list", Library);
        Assert.Equal(0, members.Code);
        Assert.Contains("members\n  Their.Caching.Cache\n", members.Out, StringComparison.Ordinal);
        Assert.Contains("    Get(int key, bool create = true)", members.Out, StringComparison.Ordinal);
        Assert.Contains("The square of a key.", members.Out, StringComparison.Ordinal);
        Assert.Contains("  Their.Geometry.Box<T>\n", members.Out, StringComparison.Ordinal);
        Assert.Contains("    Pairs(List<(int, string)> pairs, string text)", members.Out, StringComparison.Ordinal);
        Assert.Contains("    Pairs((int, int, int, int, int, int, int, int, int) nine, string text)", members.Out, StringComparison.Ordinal);
        Assert.Contains("    As<TOther>(TOther other)", members.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("TryGet", members.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Shrink", members.Out, StringComparison.Ordinal);
        var loops = Tool.Run("list", Benchmarks, "loops");
        Assert.Equal("benchmarks\n  Their.Benchmarks.SumBench\n    Loop()  [baseline, sums, loops] In a loop.\n", loops.Out);
        Assert.DoesNotContain("SetupSpecial", Tool.Run("list", Benchmarks).Out, StringComparison.Ordinal);
        var tests = Tool.Run("list", Tool.Fixture("TheirTests"), "test", "--json");
        var all = tests.Json.GetProperty("members").EnumerateArray().ToArray();
        Assert.Contains(all, m => m.GetProperty("name").GetString() == "Their.Xunit.TheoryTests.Is_skipped" && m.GetProperty("skippedBecause").GetString() == "the server is gone");
        Assert.Contains(all, m => m.GetProperty("kind").GetString() == "Test" && m.GetProperty("name").GetString() == "Their.Ms.OrderTests.Is_ready");
    }

    [Fact]
    public void A_member_is_described_with_its_overloads_its_object_and_a_command_line_that_runs()
    {
        var described = Tool.Run("describe", $"{Library}::Cache.Get");
        Assert.Equal($"""
            Their.Caching.Cache.Get(int key, bool create = true) → long
              The square of a key.
              returns: The square, or -1.
              key  int, required
                  What is looked up.
                  an integer, with k M G or Ki Mi Gi
              create  bool = true
                  Make it where it is not there.
                  true or false

            Their.Caching.Cache.Get(string key) → long
              By text.
              key  string, required
                  A number as text.
                  text

            called on one object, shared by all threads of the group (--instance group; or op, thread)
              made by new(int capacity = 4096, string name = "cache"), by keyword:
              capacity  int = 4096
                  How many it may hold.
              name  string = "cache"
                  What it is called.

              threadmill run {Library}::Their.Caching.Cache.Get 1 -t 2 --duration 2s

            """.ReplaceLineEndings("\n"), described.Out);
        var line = described.Out.TrimEnd().Split('\n')[^1].Trim().Replace("2s", "200ms", StringComparison.Ordinal).Split(' ');
        Assert.Equal(0, Tool.Run([.. line.Skip(1), "--warmup", "10ms"]).Code);
    }

    [Fact]
    public void Benchmarks_tell_their_parameters_and_wrong_names_what_was_meant()
    {
        var described = Tool.Run("describe", $"{Benchmarks}::SumBench.Loop");
        Assert.Contains("[benchmark, baseline, sums, loops]", described.Out, StringComparison.Ordinal);
        Assert.Contains("N  int = 100 (or 1000)", described.Out, StringComparison.Ordinal);
        Assert.Contains("one of rising, falling", described.Out, StringComparison.Ordinal);
        var wrong = Tool.Run("describe", $"{Library}::Cache.Gett");
        Assert.Equal(3, wrong.Code);
        Assert.Contains("did you mean", wrong.Err, StringComparison.Ordinal);
        Assert.Equal(3, Tool.Run("list", "nowhere.dll").Code);
        var framework = Tool.Run("list", "System.Private.CoreLib.dll", "Math.Clamp");
        Assert.Contains("Clamp(int value, int min, int max)", framework.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_class_inherits_from_another_file_is_listed_described_and_run()
    {
        var suite = Tool.Fixture("TheirSuite");
        var listed = Tool.Run("list", suite, "SelfResolve").Out;
        Assert.Equal("tests\n  Their.Suite.ContainerTests\n    SelfResolveThenDispose()\n", listed);
        Assert.DoesNotContain("Echo", Tool.Run("list", suite).Out, StringComparison.Ordinal);
        var echo = Tool.Run("describe", $"{suite}::Derived.Echo").Out;
        Assert.StartsWith("Their.Suite.Derived.Echo(int[] item) → int[]\n  Gives back what it was given.\n", echo, StringComparison.Ordinal);
        Assert.Single(Tool.Run("describe", $"{suite}::Derived.Name").Out.Split('\n'), l => l.StartsWith("Their", StringComparison.Ordinal));
        var picks = Tool.Run("describe", $"{suite}::ContainerTests.ServiceContainerPicksConstructorWithLongestMatches").Out;
        Assert.Contains("serviceCollection  IServiceCollection, from its rows unless given", picks, StringComparison.Ordinal);
        var wrong = Tool.Run("describe", $"{suite}::ContainerTests.SelfResolve");
        Assert.True(wrong.Code == 3 && wrong.Err.Contains("there is no public member", StringComparison.Ordinal), wrong.Err);
        string[] tests = ["SelfResolveThenDispose", "ServiceContainerPicksConstructorWithLongestMatches", "DisposesInReverseOrderOfCreation", "ScopedServiceCanBeResolved", "OpenGenericServicesCanBeResolved"];
        var ran = Tool.Run([.. tests.SelectMany((t, i) => new[] { i == 0 ? "run" : ":", $"{suite}::{t}".Replace("::", "::ContainerTests.", StringComparison.Ordinal), "-t", "4", "--ops", "20" }), "--json"]);
        Assert.True(ran.Code == 0, ran.Err + ran.Out);
        Assert.All(ran.Outcomes, o => Assert.Equal("completed", o));
    }
}
