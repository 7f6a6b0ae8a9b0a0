using Threadmill;
using Threadmill.Plugins.Memory;

namespace Plugins.Tests.Memory;

public sealed unsafe class StreamingTests
{
    [Theory]
    [InlineData(StreamKernel.Copy, 16)]
    [InlineData(StreamKernel.Scale, 16)]
    [InlineData(StreamKernel.Add, 24)]
    [InlineData(StreamKernel.Triad, 24)]
    public void Bytes_are_counted_as_stream_counts_them_and_every_element_is_computed(StreamKernel kernel, int bytesPerElement)
    {
        foreach (int elements in new[] { 1, 7, 8, 9, 1023, (1 << 20) + 3 })
        {
            var metrics = new Dictionary<string, double>();
            using var stream = new Streaming(new WorkloadThread(report: (name, value) => metrics[name] = value), kernel, size: elements * 8L);
            Assert.Equal(elements * bytesPerElement, stream.Pass());
            stream.EveryElementIsRight();
            Assert.Equal(elements * bytesPerElement, metrics["bytes"]);
            Assert.True(metrics["bytes/s"] > 0);
        }
    }

    [Theory]
    [InlineData(StreamKernel.Copy, 1.0)]
    [InlineData(StreamKernel.Scale, 12.0)]
    [InlineData(StreamKernel.Add, 3.0)]
    [InlineData(StreamKernel.Triad, 14.0)]
    public void Each_loop_writes_its_own_array_and_no_element_outside_its_stretch(StreamKernel kernel, double expected)
    {
        using var arrays = new StreamArrays(40);
        var target = (double*)arrays.Result(kernel).Array;
        double before = target[0];
        arrays.Run(kernel, 3, 21);
        Assert.Equal(expected, arrays.Result(kernel).Expected);
        for (int i = 0; i < 40; i++)
            Assert.Equal(i is >= 3 and < 24 ? expected : before, target[i]);
    }

    [Fact]
    public void The_check_finds_one_element_that_is_not_computed()
    {
        using var stream = new Streaming(new WorkloadThread(), StreamKernel.Add, size: 800);
        stream.EveryElementIsRight(); // before the first pass there is nothing to be wrong
        stream.Pass();
        ((double*)stream.Written)[99] = 0;
        Assert.Equal("1 of 100 elements are not 3", Assert.Throws<InvalidOperationException>(stream.EveryElementIsRight).Message);
    }

    [Fact]
    public void The_arrays_are_four_times_the_caches_and_shared_out_among_the_group()
    {
        using var stream = new Streaming(new WorkloadThread(index: 3, groupSize: 256));
        Assert.Equal(4 * LastLevelCache.TotalBytes / sizeof(double) / 256, stream.Length);
    }

    [Theory]
    [InlineData(1, 100, 1)]
    [InlineData(99, 100, 99)]
    [InlineData(199, 100, 199)]
    [InlineData(400, 100, 100)]
    [InlineData(450, 100, 113)]
    public void Between_two_looks_at_the_stop_lie_no_fewer_bytes_than_the_caches_hold(long length, long cached, long stretch) =>
        Assert.Equal(stretch, Streaming.StretchOf(length, cached));

    [Fact]
    public void A_stop_ends_it_within_a_pass()
    {
        using var stop = new CancellationTokenSource();
        using var stream = new Streaming(new WorkloadThread(stopToken: stop.Token), size: 1 << 16);
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => stream.Pass());
    }

    [Theory]
    [InlineData(StreamKernel.Copy)]
    [InlineData(StreamKernel.Scale)]
    [InlineData(StreamKernel.Add)]
    [InlineData(StreamKernel.Triad)]
    public void A_pass_allocates_nothing(StreamKernel kernel)
    {
        using var stream = new Streaming(new WorkloadThread(), kernel, size: 800);
        Assert.InRange(Crew.AllocatedPerCall(() => stream.Pass()), 0, 0.99);
    }

    [Fact]
    public void Of_the_caches_of_the_highest_level_each_counts_once()
    {
        var folder = Directory.CreateTempSubdirectory("threadmill-");
        try
        {
            for (int cpu = 0; cpu < 4; cpu++)
            {
                Index(cpu, 0, "1", "32K", $"{cpu}");
                Index(cpu, 1, "2", "1024K", cpu < 2 ? "0-1" : "2-3");
                Index(cpu, 2, "3", "32768K", cpu < 2 ? "0-1" : "2-3");
            }
            Assert.Equal(2 * 32768L * 1024, LastLevelCache.OfSysfs(folder.FullName));
            Assert.Equal(0, LastLevelCache.OfSysfs(Path.Combine(folder.FullName, "nothing")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        void Index(int cpu, int index, string level, string size, string cpus)
        {
            var place = folder.CreateSubdirectory($"cpu{cpu}/cache/index{index}");
            File.WriteAllText(Path.Combine(place.FullName, "level"), level + "\n");
            File.WriteAllText(Path.Combine(place.FullName, "size"), size + "\n");
            File.WriteAllText(Path.Combine(place.FullName, "shared_cpu_list"), cpus + "\n");
        }
    }
}
