using Threadmill.Engine;
using Xunit;

namespace Engine.Tests;

public sealed class NearestTests
{
    [Theory]
    [InlineData("primse", "primes")]
    [InlineData("PRIMES", "primes")]
    [InlineData("primes", null)]
    [InlineData("x", null)]
    [InlineData("zzz", null)]
    public void The_nearest_known_word_is_another_one_and_shares_letters(string given, string? meant) =>
        Assert.Equal(meant, Nearest.To(given, ["primes", "a", "spin"]));
}
