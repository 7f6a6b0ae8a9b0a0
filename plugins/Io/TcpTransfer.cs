using System.Net;
using System.Net.Sockets;

namespace Threadmill.Plugins.Io;

/// <summary>Sends a block over a loopback TCP connection and receives it at the other end, both on the same thread.</summary>
/// <remarks>For many connections and an event loop see <c>net.echo-server</c>. Metric: <c>bytes</c>, through the connection in each call.</remarks>
[Workload("io.tcp")]
public sealed class TcpTransfer : IDisposable
{
    private const int Slice = 16 * 1024; // both ends' buffers hold more
    private readonly NetworkStream writer;
    private readonly NetworkStream reader;
    private readonly Loop loop;

    /// <param name="block">Bytes per call, at least 8; they go through in slices of 16 KiB.</param>
    public TcpTransfer(WorkloadThread me, int block = 4096)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(block, sizeof(long));
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.Connect(listener.LocalEndPoint!); // bound
        writer = new NetworkStream(near, ownsSocket: true);
        reader = new NetworkStream(listener.Accept(), ownsSocket: true);
        loop = new Loop(writer, reader, block, Slice, me);
    }

    /// <returns>Bytes sent and received.</returns>
    [Operation]
    public int Transfer() => loop.Transfer();

    public void Dispose()
    {
        writer.Dispose();
        reader.Dispose();
    }
}
