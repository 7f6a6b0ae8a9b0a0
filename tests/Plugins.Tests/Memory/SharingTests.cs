using System.Runtime.CompilerServices;
using Threadmill;
using Threadmill.Plugins.Memory;

namespace Plugins.Tests.Memory;

/// <summary>False sharing, allocation and first touch.</summary>
public sealed class SharingTests
{
    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 2)]
    [InlineData(true, 2)]
    [InlineData(false, 256)]
    [InlineData(true, 256)]
    public void Every_thread_counts_for_itself_and_nothing_is_lost(bool padded, int threads)
    {
        using var row = new CounterRow(padded);
        using var crew = new Crew().Add(threads, me => new FalseSharing(row, me, increments: 100), thread => thread.Increment(), ops: 20).Run();
        Assert.Empty(crew.Failures);
        Crew.Check(row);
    }

    [Theory]
    [InlineData(false, 8, 1)]
    [InlineData(true, 128, 8)]
    public void Eight_counters_share_a_line_or_none_does(bool padded, int distance, int lines)
    {
        using var row = new CounterRow(padded);
        var addresses = Enumerable.Range(0, 8).Select(i => new FalseSharing(row, new WorkloadThread(index: i, groupSize: 8)).Address).ToArray();
        Assert.Equal(distance, addresses[1] - addresses[0]);
        Assert.Equal(lines, addresses.Select(address => address / 64).Distinct().Count());
    }

    [Fact]
    public unsafe void A_lost_increment_is_found()
    {
        using var row = new CounterRow();
        var thread = new FalseSharing(row, new WorkloadThread(), increments: 7);
        Assert.Equal(7, thread.Increment());
        row.NothingIsLost();
        --*(long*)thread.Address;
        Assert.Equal("counter 0 is 6 after 7 increments", Assert.Throws<InvalidOperationException>(row.NothingIsLost).Message);
    }

    [Fact]
    public void Counting_and_reading_allocate_nothing()
    {
        using var row = new CounterRow();
        using var plots = new Plots();
        var counter = new FalseSharing(row, new WorkloadThread(), increments: 3);
        var reader = new NumaTouch(plots, new WorkloadThread(), size: 800);
        Assert.InRange(Crew.AllocatedPerCall(() => counter.Increment()), 0, 0.99);
        Assert.InRange(Crew.AllocatedPerCall(() => reader.Read()), 0, 0.99);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1024)]
    [InlineData(100_000)]
    public void An_allocation_is_of_that_size_and_all_of_it_is_the_workloads(int size)
    {
        double reported = 0;
        var allocation = new Allocation(new WorkloadThread(report: (_, value) => reported = value), size, keep: 3);
        double perCall = Crew.AllocatedPerCall(() => allocation.Allocate(), calls: 50);
        Assert.InRange(perCall, reported, reported + 8); // sizes are rounded up
    }

    [Fact]
    public void As_many_live_as_are_to_be_kept_and_the_oldest_goes_first()
    {
        var allocation = new Allocation(new WorkloadThread(), size: 10, keep: 3);
        var first = Allocate(allocation);
        Assert.Equal(1, allocation.Kept);
        var second = Allocate(allocation);
        Allocate(allocation);
        Allocate(allocation);
        GC.Collect();
        Assert.Equal(3, allocation.Kept);
        Assert.False(first.IsAlive);
        Assert.True(second.IsAlive);
        GC.KeepAlive(allocation);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Allocate(Allocation allocation)
        {
            Assert.Equal(10, allocation.Allocate());
            return new WeakReference(allocation.Newest);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    [InlineData(64, 63)]
    public void Each_thread_reads_the_block_of_another_one_whole(int threads, int distance)
    {
        const int Bytes = 100_000;
        using var plots = new Plots();
        using var crew = new Crew().Add(threads, me => new NumaTouch(plots, me, distance, Bytes), thread => thread.Read(), ops: 3).Run();
        Assert.Empty(crew.Failures);
        Assert.Equal(Bytes, crew.Metrics["bytes"]);
        Assert.Same(plots.Neighbour(distance % threads, 0), plots.Neighbour(0, distance));
    }

    [Fact]
    public void A_stop_ends_the_making_of_a_block()
    {
        using var plots = new Plots();
        var stopped = new WorkloadThread(stopToken: new CancellationToken(canceled: true));
        Assert.Throws<OperationCanceledException>(() => new NumaTouch(plots, stopped, size: 800));
        Assert.Throws<OperationCanceledException>(() => new Chase(stopped, size: 800));
        Assert.Throws<OperationCanceledException>(() => new Streaming(stopped, size: 800));
    }

    [Theory]
    [InlineData(1, 64 << 20)]
    [InlineData(16, 64 << 20)]
    [InlineData(64, 16 << 20)]
    [InlineData(256, 4 << 20)]
    public void The_default_blocks_of_numa_touch_take_no_more_than_a_gibibyte_together(int threads, long bytes)
    {
        using var plots = new Plots();
        Assert.Equal(bytes, new NumaTouch(plots, new WorkloadThread(groupSize: threads)).Bytes);
    }

    [Fact]
    public unsafe void A_block_that_was_not_read_to_the_end_is_found()
    {
        using var plots = new Plots();
        var thread = new NumaTouch(plots, new WorkloadThread(), size: 800);
        Assert.Equal(99 * 100 / 2, thread.Read());
        plots.Neighbour(0, 0).As<long>()[99] = 0;
        Assert.Throws<InvalidOperationException>(() => thread.Read());
    }
}
