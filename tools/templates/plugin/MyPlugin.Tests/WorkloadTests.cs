using Threadmill.Testing;
using Xunit;

namespace MyPlugin.Tests;

public sealed class WorkloadTests
{
    [Fact]
    public void The_digits_below_a_hundred_add_up_to_900()
    {
        var result = WorkloadTest.Of(Digits.Sum).Args(100).Threads(2).Run().EnsurePassed();
        Assert.All(result.Threads, thread => Assert.Equal(900L, thread.Returned));
    }

    [Fact]
    public void Four_threads_lose_nothing()
    {
        var result = WorkloadTest.Of<Add>().Kwarg("start", 5).Kwarg("step", 2).Threads(4).Ops(1000).Run().EnsurePassed();
        Assert.Equal(5 + (4 * 1000 * 2), result.Shared<Counter>().Value);
    }
}
