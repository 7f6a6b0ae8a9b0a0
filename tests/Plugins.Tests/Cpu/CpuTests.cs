using System.Security.Cryptography;
using Threadmill;
using Threadmill.Plugins.Cpu;
using Xunit;

namespace Plugins.Tests.Cpu;

public sealed class CpuTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(100, 25)]
    [InlineData(10_000, 1229)]
    public void Primes_are_counted(int limit, int count) => Assert.Equal(count, Numbers.Primes(limit));

    [Theory]
    [InlineData(2, "2")]
    [InlineData(360, "2^3 * 3^2 * 5")]
    [InlineData(9_999_999_967, "9999999967")]
    [InlineData(1L << 40, "2^40")]
    public void Numbers_are_taken_apart_into_primes(long number, string factors) => Assert.Equal(factors, Numbers.Factor(number));

    [Fact]
    public void Fibonacci_numbers_are_right() => Assert.Equal(6765, Numbers.Fib(20));

    [Fact]
    public void A_long_computation_obeys_its_token()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => Numbers.Primes(10_000_000, stop.Token));
        Assert.Throws<OperationCanceledException>(() => Numbers.Spin(TimeSpan.FromHours(1), stop.Token));
        Assert.Throws<OperationCanceledException>(() => Mandelbrot.Draw(stop: stop.Token));
    }

    [Fact]
    public void A_files_hash_is_its_sha256()
    {
        var file = new FileInfo(typeof(CpuTests).Assembly.Location);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.FullName))), Numbers.Sha256(file));
    }

    [Fact]
    public void The_picture_holds_every_pixel()
    {
        var file = new FileInfo(Path.GetTempFileName());
        var inside = Mandelbrot.Draw(64, 48, 100, file);
        var bytes = File.ReadAllBytes(file.FullName);
        file.Delete();
        Assert.Equal("P5\n64 48\n255\n"u8.ToArray(), bytes[..13]);
        Assert.Equal(13 + (64 * 48), bytes.Length);
        Assert.Equal(inside, bytes[13..].Count(b => b == 0));
    }

    [Fact]
    public void Vectors_and_scalars_agree() => Assert.Equal(new DotProduct(1000, vector: false).Run(), new DotProduct(1000, vector: true).Run());

    [Fact]
    public void Sorting_sorts_and_says_so()
    {
        var sort = new Sort(new WorkloadThread(), 1000);
        sort.Run();
        Assert.True(sort.IsSorted());
    }

    [Fact]
    public void Predictable_or_not_the_sum_is_the_same() =>
        Assert.Equal(new Branch(new WorkloadThread(seed: 1), 5000).Run(), new Branch(new WorkloadThread(seed: 1), 5000, predictable: true).Run());

    [Fact]
    public void A_product_with_itself_is_reproducible() =>
        Assert.Equal(new MatrixProduct(new WorkloadThread(seed: 3), 20).Multiply(), new MatrixProduct(new WorkloadThread(seed: 3), 20).Multiply());
}
