using Threadmill;
using Threadmill.Plugins.Pools;

namespace Plugins.Tests.Pools;

public sealed class EchoTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, 64)]
    [InlineData(1, 2, 50, 50, 64)]
    [InlineData(3, 8, 20, 4, 8)]
    [InlineData(2, 2, 3, 2, 300_000)]
    public void Every_message_comes_back(int servers, int clients, int connections, int burst, int size)
    {
        const int Ops = 10;
        using var hall = new EchoHall(size);
        using var crew = new Crew()
            .Add(servers, me => new EchoServer(hall, me), server => server.Serve().GetAwaiter().GetResult())
            .Add(clients, me => new EchoClient(hall, me, connections, burst), client => Assert.Equal(burst, client.Talk().GetAwaiter().GetResult()), Ops)
            .Run();
        Assert.Empty(crew.Failures);
        Crew.Check(hall);
    }

    [Fact]
    public void A_server_operation_is_one_message()
    {
        using var hall = new EchoHall();
        using var crew = new Crew()
            .Add(1, me => new EchoServer(hall, me), server => Assert.Equal(1, server.Serve().GetAwaiter().GetResult()), ops: 60)
            .Add(3, me => new EchoClient(hall, me, connections: 10, burst: 2), client => Assert.Equal(2, client.Talk().GetAwaiter().GetResult()), ops: 10)
            .Run();
        Assert.Empty(crew.Failures);
        Assert.Equal(60 + 30, crew.Ops);
    }

    [Fact]
    public void A_thousand_connections_are_served_by_one_thread()
    {
        using var hall = new EchoHall();
        EchoServer? server = null;
        using var crew = new Crew()
            .Add(1, me => server = new EchoServer(hall, me), thread => thread.Serve().GetAwaiter().GetResult())
            .Add(2, me => new EchoClient(hall, me, connections: 500, burst: 500), client => Assert.Equal(500, client.Talk().GetAwaiter().GetResult()), ops: 2)
            .Run();
        Assert.Empty(crew.Failures);
        Assert.Equal(2000, server!.Served);
        Crew.Check(hall);
    }

    [Fact]
    public void Stopped_in_the_middle_all_end_and_the_check_holds()
    {
        using var hall = new EchoHall();
        using var crew = new Crew()
            .Add(2, me => new EchoServer(hall, me), server => server.Serve().GetAwaiter().GetResult(), ops: 200)
            .Add(32, me => new EchoClient(hall, me, connections: 5, burst: 3), client => client.Talk().GetAwaiter().GetResult())
            .Run(firstDoneStopsAll: true);
        Assert.Empty(crew.Failures);
        Crew.Check(hall);
    }

    [Fact]
    public void Who_is_left_alone_idles_then_fails()
    {
        using var hall = new EchoHall();
        using var other = new EchoHall();
        using var crew = new Crew()
            .Add(1, me => new EchoServer(hall, me), server => server.Serve().GetAwaiter().GetResult(), ops: 5)
            .Add(1, me => new EchoClient(hall, me, connections: 3), client => client.Talk().GetAwaiter().GetResult(), ops: 1000)
            .Add(1, me => new EchoServer(other, me), server => server.Serve().GetAwaiter().GetResult(), ops: 1000)
            .Add(1, me => new EchoClient(other, me, connections: 3), client => client.Talk().GetAwaiter().GetResult(), ops: 5)
            .Run();
        Assert.Equal(
            [
                "threads of net.echo-client have ended: use --duration, or make the servers a --daemon",
                "threads of net.echo-server have ended: use --duration, or make the servers a --daemon",
            ],
            crew.Failures.Select(failure => failure.Message).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Without_the_other_side_it_says_what_to_add()
    {
        using var hall = new EchoHall();
        using var server = new EchoServer(hall, new WorkloadThread());
        Assert.Equal("the group has no net.echo-client: add ': net.echo-client' to the command line", Assert.Throws<InvalidOperationException>(() => server.Serve().GetAwaiter().GetResult()).Message);

        using var other = new EchoHall();
        using var client = new EchoClient(other, new WorkloadThread(), connections: 1);
        Assert.Equal("the group has no net.echo-server: add ': net.echo-server' to the command line", Assert.Throws<InvalidOperationException>(() => client.Talk().GetAwaiter().GetResult()).Message);
    }

    [Theory]
    [InlineData(2, 1, 100)]
    [InlineData(512, 1, 7)]
    [InlineData(512, 30, 30)]
    [InlineData(5000, 1, 1)]
    public void Many_clients_hold_fewer_connections_each_so_that_descriptors_suffice(int groupSize, int burst, int connections)
    {
        using var hall = new EchoHall();
        using var client = new EchoClient(hall, new WorkloadThread(groupSize: groupSize), burst: burst);
        Assert.Equal(connections, client.Connections);
    }
}
