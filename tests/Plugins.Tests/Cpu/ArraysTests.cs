using Threadmill;
using Threadmill.Plugins.Cpu;

namespace Plugins.Tests.Cpu;

public sealed class ArraysTests
{
    private static readonly CancellationToken Stopped = new(canceled: true);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void The_product_passes_its_check_and_is_the_same_for_the_same_seed(int n)
    {
        var workload = new MatrixProduct(new WorkloadThread(seed: 3), n);
        var last = workload.Multiply();
        Crew.Check(workload);
        Assert.Equal(last, workload.Multiply());
        Assert.Equal(last, new MatrixProduct(new WorkloadThread(seed: 3), n).Multiply());
        Assert.NotEqual(last, new MatrixProduct(new WorkloadThread(seed: 4), n).Multiply());
    }

    [Fact]
    public void A_product_that_was_stopped_or_never_made_is_not_checked()
    {
        var workload = new MatrixProduct(new WorkloadThread(stopToken: Stopped), 8);
        Crew.Check(workload);
        Assert.Throws<OperationCanceledException>(() => workload.Multiply());
        Crew.Check(workload);
    }

    [Fact]
    public void Sorting_starts_from_the_same_disorder_each_time()
    {
        var workload = new Sort(new WorkloadThread(seed: 5), items: 1001);
        var expected = Enumerable.Range(0, 1001).Select(Numbers(5)).Order().ElementAt(500);
        Assert.Equal(expected, workload.Run());
        Assert.Equal(expected, workload.Run());
        Crew.Check(workload);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1024)]
    [InlineData(1027)]
    public void The_dot_product_is_one_number_with_the_vector_unit_and_without(int items)
    {
        double expected = Enumerable.Range(0, items).Sum(i => i % 7 * (i % 5));
        foreach (var vector in new[] { true, false })
        {
            var workload = new DotProduct(items, vector);
            Assert.Equal(expected, workload.Run());
            Crew.Check(workload);
        }
    }

    [Fact]
    public void Both_orders_of_the_branches_data_have_one_sum_which_is_that_of_the_large_half()
    {
        var bytes = new byte[10_000];
        new Random(6).NextBytes(bytes);
        var sum = bytes.Where(value => value >= 128).Sum(value => (long)value);
        Assert.Equal(sum, new Branch(new WorkloadThread(seed: 6), bytes.Length, predictable: false).Run());
        Assert.Equal(sum, new Branch(new WorkloadThread(seed: 6), bytes.Length, predictable: true).Run());
    }

    [Fact]
    public void No_operation_allocates()
    {
        var me = new WorkloadThread();
        var (product, sort, dot, branch) = (new MatrixProduct(me, 4), new Sort(me, 50), new DotProduct(50), new Branch(me, 50));
        Assert.Equal(0, Crew.AllocatedPerCall(() => product.Multiply()), tolerance: 0.5);
        Assert.Equal(0, Crew.AllocatedPerCall(() => sort.Run()), tolerance: 0.5);
        Assert.Equal(0, Crew.AllocatedPerCall(() => dot.Run()), tolerance: 0.5);
        Assert.Equal(0, Crew.AllocatedPerCall(() => branch.Run()), tolerance: 0.5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Arrays_of_no_items_are_refused(int size)
    {
        var me = new WorkloadThread();
        Assert.Equal("n", Assert.Throws<ArgumentOutOfRangeException>(() => new MatrixProduct(me, size)).ParamName);
        Assert.Equal("items", Assert.Throws<ArgumentOutOfRangeException>(() => new Sort(me, size)).ParamName);
        Assert.Equal("items", Assert.Throws<ArgumentOutOfRangeException>(() => new DotProduct(size)).ParamName);
        Assert.Equal("items", Assert.Throws<ArgumentOutOfRangeException>(() => new Branch(me, size)).ParamName);
    }

    [Fact]
    public void A_matrix_that_no_array_can_hold_is_refused() =>
        Assert.Equal("n", Assert.Throws<ArgumentOutOfRangeException>(() => new MatrixProduct(new WorkloadThread(), 46_341)).ParamName);

    private static Func<int, int> Numbers(int seed)
    {
        var random = new Random(seed);
        return _ => random.Next();
    }
}
