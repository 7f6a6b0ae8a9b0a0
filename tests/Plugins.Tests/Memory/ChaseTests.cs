using Threadmill;
using Threadmill.Plugins.Memory;

namespace Plugins.Tests.Memory;

public sealed class ChaseTests
{
    [Theory]
    [InlineData(128, 64)]
    [InlineData(4096, 64)]
    [InlineData(100_000, 8)]
    [InlineData(1 << 20, 256)]
    public void One_cycle_visits_every_line_once_and_comes_back(int size, int stride)
    {
        int lines = size / stride;
        using var chase = new Chase(new WorkloadThread(seed: 7), size, hops: 1, stride);
        chase.TheCycleIsWhole();
        var visited = new HashSet<nint>();
        for (int i = 0; i < lines; i++)
            Assert.True(visited.Add(chase.Hop()), "visited twice");
        Assert.All(visited, place => Assert.Equal(0, (place - visited.Min()) % stride));
    }

    [Fact]
    public unsafe void A_cycle_that_comes_back_early_is_found()
    {
        using var chase = new Chase(new WorkloadThread(), size: 1 << 16, hops: 1);
        nint first = chase.Hop();
        *(nint*)first = first; // from here it goes nowhere
        Assert.Throws<InvalidOperationException>(chase.TheCycleIsWhole);
    }

    [Fact]
    public void The_order_has_no_constant_step_and_depends_on_the_seed_alone()
    {
        using var one = new Chase(new WorkloadThread(seed: 1), 1 << 16, hops: 1);
        using var same = new Chase(new WorkloadThread(seed: 1), 1 << 16, hops: 1);
        using var other = new Chase(new WorkloadThread(seed: 2), 1 << 16, hops: 1);
        var steps = Steps(one);
        Assert.Equal(steps, Steps(same));
        Assert.NotEqual(steps, Steps(other));
        Assert.True(steps.Distinct().Count() > steps.Count / 3, "a prefetcher could guess the steps");

        static List<nint> Steps(Chase chase)
        {
            var steps = new List<nint>();
            nint last = chase.Hop();
            for (int i = 0; i < 500; i++)
            {
                nint here = chase.Hop();
                steps.Add(here - last);
                last = here;
            }
            return steps;
        }
    }

    [Fact]
    public void A_call_makes_that_many_hops()
    {
        using var many = new Chase(new WorkloadThread(seed: 5), 1 << 14, hops: 256); // once round the whole cycle
        Assert.Equal(many.Hop(), many.Hop());
        using var one = new Chase(new WorkloadThread(seed: 5), 1 << 14, hops: 255);
        nint first = one.Hop();
        Assert.NotEqual(first, one.Hop());
    }

    [Fact]
    public void Hops_allocate_nothing()
    {
        using var chase = new Chase(new WorkloadThread(), 1 << 14, hops: 10);
        Assert.InRange(Crew.AllocatedPerCall(() => chase.Hop()), 0, 0.99);
    }

    [Theory]
    [InlineData(64, 64, 1)]
    [InlineData(4096, 12, 1)]
    [InlineData(4096, 64, 0)]
    public void What_makes_no_cycle_is_refused(long size, int stride, int hops) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Chase(new WorkloadThread(), size, hops, stride));

    [Fact]
    public void Hops_per_time_are_reported()
    {
        double nsPerHop = 0;
        using var chase = new Chase(new WorkloadThread(report: (name, value) => nsPerHop = name == "ns/hop" ? value : -1), 1 << 14);
        chase.Hop();
        Assert.True(nsPerHop > 0);
    }
}
