using Threadmill;
using Threadmill.Plugins.Io;

namespace Plugins.Tests.Io;

public sealed class TransferTests
{
    [Theory]
    [InlineData(1, 8)]
    [InlineData(2, 1_000_000)]
    [InlineData(64, 5000)]
    [InlineData(256, 8)]
    public void A_block_of_any_size_goes_through_pipe_and_socket(int threads, int block)
    {
        using var crew = new Crew()
            .Add(threads, me => new PipeTransfer(me, block), thread => Assert.Equal(block, thread.Transfer()), ops: 3)
            .Add(threads, me => new TcpTransfer(me, block), thread => Assert.Equal(block, thread.Transfer()), ops: 3)
            .Run();
        Assert.Empty(crew.Failures);
        Assert.Equal(block, crew.Metrics["bytes"]);
    }

    [Fact]
    public void A_block_that_is_changed_on_its_way_is_found()
    {
        using var wire = new MemoryStream();
        using var noise = new MemoryStream(new byte[64]);
        Assert.Equal("block 1 came out other than it went in",
            Assert.Throws<InvalidOperationException>(() => new Loop(wire, noise, 64, 64, new WorkloadThread()).Transfer()).Message);
    }

    [Fact]
    public void A_transfer_allocates_nothing()
    {
        using var pipe = new PipeTransfer(new WorkloadThread());
        using var tcp = new TcpTransfer(new WorkloadThread());
        Assert.InRange(Crew.AllocatedPerCall(() => pipe.Transfer(), calls: 200), 0, 0.99);
        Assert.InRange(Crew.AllocatedPerCall(() => tcp.Transfer(), calls: 200), 0, 0.99);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(-1)]
    public void A_block_too_small_for_its_number_is_refused(int block)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PipeTransfer(new WorkloadThread(), block));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TcpTransfer(new WorkloadThread(), block));
    }
}
