using System.Collections.Immutable;
using CsCheck;
using Threadmill.Engine;
using Threadmill.Engine.Affinity;
using Threadmill.Engine.Topology;
using Xunit;

namespace Engine.Tests.Affinity;

public sealed class PlacementTests
{
    private static string Land(Recorded machine, string pin, int threads, string? allowed = null)
    {
        using (machine)
        {
            var topology = new LinuxTopology(machine.Root).Read();
            return string.Join(" ", Placement.Of(PinSpec.Parse(pin), topology, allowed is null ? topology.Online : CpuSet.Parse(allowed), threads).Cpus);
        }
    }

    [Theory]
    [InlineData("0-3", 4, "0 1 2 3")]
    [InlineData("0-3,6", 7, "0 1 2 3 6 0 1")]
    [InlineData("0-7:2", 4, "0 2 4 6")]
    [InlineData("{0-1},{2-3}", 2, "0-1 2-3")]
    [InlineData("0+1,2+3", 3, "0-1 2-3 0-1")]
    [InlineData("{0:2}:4:2", 4, "0-1 2-3 4-5 6-7")]
    [InlineData("threads", 3, "0 1 2")]
    [InlineData("cores", 4, "0,4 1,5 2,6 3,7")]
    [InlineData("cores/spread", 2, "0,4 2,6")]
    [InlineData("cores/close", 2, "0,4 1,5")]
    [InlineData("cores/primary", 3, "0,4 0,4 0,4")]
    [InlineData("cores(2)", 3, "0,4 0,4 1,5")]
    [InlineData("sockets", 2, "0-7 0-7")]
    public void Threads_land_where_OpenMP_would_put_them(string pin, int threads, string places) =>
        Assert.Equal(places, Land(Recorded.Desktop(), pin, threads));

    [Theory]
    [InlineData("p-cores", 2, "0-1 2-3")]
    [InlineData("e-cores", 4, "4 5 6 7")]
    public void Kinds_of_cores_are_places(string pin, int threads, string places) => Assert.Equal(places, Land(Recorded.Hybrid(), pin, threads));

    [Fact]
    public void Nodes_and_caches_are_places_and_gaps_are_no_harm()
    {
        Assert.Equal("0-4,6-7 16,18-22", Land(Recorded.Server(), "numa_domains/spread", 2));
        Assert.Equal("0-4,6-7 8-10,12-15 16,18-22 24-28,30-31", Land(Recorded.Server(), "ll_caches", 4));
    }

    [Fact]
    public void Allowed_CPUs_are_counted_from_their_first()
    {
        Assert.Equal("5 7", Land(Recorded.Desktop(), "allowed:0-1", 2, "5,7"));
        Assert.Equal("5,7", Land(Recorded.Desktop(), "sockets", 1, "5,7"));
    }

    [Theory]
    [InlineData("9", "has no CPU 9", "0-7")]
    [InlineData("0-1", "CPU 1 is not allowed", "0,2")]
    [InlineData("allowed:2", "2 is beyond the allowed CPUs 0,2, which are counted from 0 to 1", "0,2")]
    [InlineData("cores(9)", "there are 2 cores", "0,2")]
    [InlineData("e-cores", "no e-cores are known", "0,2")]
    public void What_cannot_be_had_is_refused_with_the_allowed_set_named(string pin, string message, string allowed)
    {
        var refused = Assert.Throws<ProblemException>(() => Land(Recorded.Desktop(), pin, 1, allowed));
        Assert.Equal(ProblemKind.Unavailable, Assert.Single(refused.Problems).Kind);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("0-")]
    [InlineData("3-1")]
    [InlineData("cores/far")]
    [InlineData("{0")]
    [InlineData("cores(0)")]
    [InlineData("0,,1")]
    [InlineData("-1")]
    [InlineData("99999999999")]
    public void Nonsense_is_refused_with_the_grammar_shown(string pin)
    {
        Assert.False(PinSpec.TryParse(pin, out _, out var error));
        Assert.Contains("cores/spread", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Written_out_a_pin_is_the_same_pin()
    {
        var places = Gen.Int[0, 300].HashSet[1, 4].Select(c => new CpuSet(c)).List[1, 8];
        Gen.Select(places, Gen.Bool).Sample((p, within) =>
        {
            PinSpec pin = new PinSpec.Explicit([.. p], within);
            return PinSpec.TryParse(pin.ToString(), out var read, out _) && pin.Equals(read);
        });
        Gen.Select(Gen.Enum<PlaceKind>(), Gen.Int[1, 9].Nullable(), Gen.Enum<BindPolicy>()).Sample((kind, count, policy) =>
        {
            PinSpec pin = new PinSpec.Abstract(kind, count, policy);
            return PinSpec.TryParse(pin.ToString(), out var read, out _) && pin.Equals(read);
        });
    }

    [Fact]
    public void Garbage_never_throws() => Gen.String["0123456789-,+{}:()/aceorsz "].Sample(text => PinSpec.TryParse(text, out _, out _) || true);

    [Theory]
    [InlineData("short", "short")]
    [InlineData("a-rather-long-name_12", "a-rather-lon_12")]
    [InlineData("exactly-fifteen", "exactly-fifteen")]
    [InlineData("Thread-1 (cpu.primes)", "Thread-1 (cpu.p")]
    public void Names_are_cut_to_what_the_system_holds(string name, string expected)
    {
        if (OperatingSystem.IsLinux())
            Assert.Equal(expected, OsThreadName.Fit(name));
    }

    [Fact]
    public void Threads_of_one_name_keep_their_numbers_however_long_it_is() =>
        Gen.Select(Gen.String[Gen.Char["aäx漢-"], 1, 40], Gen.Int[0, 99_999]).Sample((name, i) =>
        {
            var fit = OsThreadName.Fit($"{name}_{i}", 15);
            Assert.EndsWith($"_{i}", fit, StringComparison.Ordinal);
            Assert.StartsWith(fit[..^$"_{i}".Length], name, StringComparison.Ordinal);
        });

    [Fact]
    public void A_name_is_never_cut_inside_a_character()
    {
        if (OperatingSystem.IsLinux())
            Gen.Int[0, 6].Array[0, 30].Select(a => string.Concat(a.Select(i => new[] { "a", "ä", "漢", "😀", "_", "0", "12" }[i]))).Sample(name => System.Text.Encoding.UTF8.GetByteCount(OsThreadName.Fit(name)) <= 15 && !OsThreadName.Fit(name).Contains('\uFFFD'));
    }
}
