using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Threadmill.Plugins.Pools;

/// <summary>One connection of a client, with a message on its way at most.</summary>
internal sealed class EchoLine : IDisposable
{
    private readonly Socket socket;
    private readonly byte[] message;
    private readonly byte[] reply;
    private long number;

    public EchoLine(EndPoint server, int messageBytes, Random random)
    {
        message = new byte[messageBytes];
        reply = new byte[messageBytes];
        random.NextBytes(message);
        socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            LingerState = new LingerOption(enable: true, seconds: 0), // closed by a reset: thousands would else keep their ports for a minute
        };
        socket.Connect(server);
    }

    /// <returns>Null if the server has closed the connection; else whether the reply is the message.</returns>
    public async ValueTask<bool?> RoundTrip(CancellationToken stop)
    {
        BinaryPrimitives.WriteInt64LittleEndian(message, number++);
        try
        {
            await Message.Send(socket, message, stop);
            return await Message.Receive(socket, reply, stop) ? reply.AsSpan().SequenceEqual(message) : null;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted)
        {
            return null;
        }
    }

    public void Dispose() => socket.Dispose();
}
