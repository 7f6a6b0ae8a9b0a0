using System.Numerics;
using System.Security.Cryptography;
using CsCheck;
using Threadmill.Plugins.Cpu;

namespace Plugins.Tests.Cpu;

public sealed class NumbersTests
{
    private static readonly CancellationToken Stopped = new(canceled: true);

    [Theory]
    [InlineData(int.MinValue, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(5, 3)]
    [InlineData(10_000, 1229)]
    [InlineData(100_000, 9592)]
    public void The_primes_up_to_a_limit_are_counted_with_2(int limit, int primes) => Assert.Equal(primes, Numbers.Primes(limit));

    [Theory]
    [InlineData(2, "2")]
    [InlineData(120, "2^3 * 3 * 5")]
    [InlineData(1024, "2^10")]
    [InlineData(600_851_475_143, "71 * 839 * 1471 * 6857")]
    [InlineData(1_000_006_000_009, "1000003^2")]
    [InlineData(long.MaxValue, "7^2 * 73 * 127 * 337 * 92737 * 649657")]
    public void A_number_is_written_as_its_prime_factors(long number, string factors) => Assert.Equal(factors, Numbers.Factor(number));

    [Fact]
    public void Factors_are_primes_in_order_and_their_product_is_the_number() =>
        Gen.Long[2, 1_000_000_000_000].Sample(number =>
        {
            var powers = Numbers.Factor(number).Split(" * ").Select(term => term.Split('^').Select(long.Parse).ToArray()).ToArray();
            var product = powers.Aggregate(BigInteger.One, (sofar, power) => sofar * BigInteger.Pow(power[0], power.Length > 1 ? (int)power[1] : 1));
            var bases = powers.Select(power => power[0]).ToArray();
            return product == number && bases.SequenceEqual(bases.Order().Distinct()) && bases.All(b => Numbers.Factor(b) == $"{b}");
        }, iter: 200);

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(0)]
    [InlineData(1)]
    public void Numbers_without_prime_factors_are_refused(long number) =>
        Assert.Equal("number", Assert.Throws<ArgumentOutOfRangeException>(() => Numbers.Factor(number)).ParamName);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(10, 55)]
    [InlineData(30, 832_040)]
    public void Fibonacci_numbers_are_right_on_both_sides_of_the_look_at_the_token(int n, long number) => Assert.Equal(number, Numbers.Fib(n));

    [Theory]
    [InlineData(-1)]
    [InlineData(61)]
    public void Fibonacci_numbers_that_are_none_or_take_hours_are_refused(int n) =>
        Assert.Equal("n", Assert.Throws<ArgumentOutOfRangeException>(() => Numbers.Fib(n)).ParamName);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((1 << 17) - 1)]
    [InlineData(1 << 17)]
    [InlineData(300_001)]
    public void A_file_of_any_size_has_the_hash_that_sha256sum_prints(int bytes)
    {
        using var folder = new Folder();
        var content = new byte[bytes];
        new Random(bytes).NextBytes(content);
        var file = folder.File("data", content);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), Numbers.Sha256(file));
        if (Peer.Ask("sha256sum", file.FullName) is { } peers)
            Assert.Equal(peers, Numbers.Sha256(file));
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("no-such-file", Assert.Throws<FileNotFoundException>(() => Numbers.Sha256(new FileInfo("no-such-file"))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_request_to_stop_ends_every_loop()
    {
        using var folder = new Folder();
        var file = folder.File("data", [1]);
        Assert.Throws<OperationCanceledException>(() => Numbers.Primes(int.MaxValue, Stopped));
        Assert.Throws<OperationCanceledException>(() => Numbers.Factor(9_223_372_036_854_775_783, Stopped));
        Assert.Throws<OperationCanceledException>(() => Numbers.Fib(60, Stopped));
        Assert.Throws<OperationCanceledException>(() => Numbers.Sha256(file, Stopped));
        Assert.Throws<OperationCanceledException>(() => Numbers.Spin(TimeSpan.FromDays(1), Stopped));
    }

    [Fact]
    public void Computing_allocates_nothing()
    {
        Assert.InRange(Crew.AllocatedPerCall(() => Numbers.Primes(50)), 0, 0.99);
        Assert.InRange(Crew.AllocatedPerCall(() => Numbers.Fib(5)), 0, 0.99);
        Assert.InRange(Crew.AllocatedPerCall(() => Mandelbrot.Draw(5, 5, 5)), 0, 0.99);
    }

    [Fact]
    public void Spinning_lasts_as_long_as_asked_for_and_allocates_nothing()
    {
        var start = TimeProvider.System.GetTimestamp();
        Assert.True(Numbers.Spin(TimeSpan.FromMilliseconds(5)) > 0);
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(5));
        Assert.Equal(0, Numbers.Spin(TimeSpan.Zero));
        Assert.Equal(0, Crew.AllocatedPerCall(() => Numbers.Spin(TimeSpan.FromTicks(10))), tolerance: 0.5);
        Assert.Equal("time", Assert.Throws<ArgumentOutOfRangeException>(() => Numbers.Spin(TimeSpan.FromTicks(-1))).ParamName);
    }
}
