using System.Net.Sockets;

namespace Threadmill.Plugins.Pools;

/// <summary>Whole messages over a stream socket, which may cut them up.</summary>
internal static class Message
{
    public static async ValueTask Send(Socket socket, ReadOnlyMemory<byte> message, CancellationToken stop)
    {
        while (message.Length > 0)
            message = message[await socket.SendAsync(message, SocketFlags.None, stop)..];
    }

    /// <returns>False if the other end was closed.</returns>
    public static async ValueTask<bool> Receive(Socket socket, Memory<byte> message, CancellationToken stop)
    {
        while (message.Length > 0)
        {
            int received = await socket.ReceiveAsync(message, SocketFlags.None, stop);
            if (received == 0)
                return false;
            message = message[received..];
        }
        return true;
    }
}
