using System.Net.Sockets;
using System.Threading.Channels;

namespace Threadmill.Plugins.Pools;

/// <summary>
/// Sends back what the <c>net.echo-client</c> threads of its group send: one event loop over all connections of the thread, with
/// an asynchronous method for each. One operation is one message.
/// </summary>
/// <remarks>Make it a <c>--daemon</c>, or use <c>--duration</c>: which server a message goes to is not shared out evenly.</remarks>
[Workload("net.echo-server")]
public sealed class EchoServer : IDisposable
{
    private readonly EchoHall hall;
    private readonly OtherSide clients;
    private readonly Channel<Socket> admitted = Channel.CreateUnbounded<Socket>();
    private readonly List<Socket> sockets = [];
    private readonly SemaphoreSlim echoed = new(0);
    private bool isOpen;
    private long served;

    public EchoServer([Shared] EchoHall hall, WorkloadThread me)
    {
        this.hall = hall;
        clients = new OtherSide(hall.Clients, me.StopToken);
        hall.Join(this);
    }

    /// <summary>Messages received whole and sent back, or just being sent back.</summary>
    internal long Served => Interlocked.Read(ref served);

    /// <returns>Messages echoed: 1, or 0 once all clients have left.</returns>
    [Operation]
    public async Task<int> Serve()
    {
        if (!isOpen)
            Open();
        if (echoed.Wait(0, CancellationToken.None))
            return 1;
        try
        {
            await echoed.WaitAsync(clients.Awaited);
            return 1;
        }
        catch (OperationCanceledException) when (clients.HasLeft)
        {
            await clients.Idle();
            return 0;
        }
    }

    public void Dispose()
    {
        admitted.Writer.Complete();
        lock (sockets)
            sockets.ForEach(socket => socket.Dispose());
        while (admitted.Reader.TryRead(out var socket))
            socket.Dispose();
        hall.Servers.Leave();
        clients.Dispose();
    }

    /// <summary>Called on any thread. False if the server has ended.</summary>
    internal bool Admit(Socket socket) => admitted.Writer.TryWrite(socket);

    private void Open()
    {
        clients.MustExist();
        isOpen = true;
        hall.Open();
        _ = AdmitAll();
    }

    private async Task AdmitAll()
    {
        await foreach (var socket in admitted.Reader.ReadAllAsync())
        {
            lock (sockets)
                sockets.Add(socket);
            _ = Echo(socket);
        }
    }

    private async Task Echo(Socket socket)
    {
        var message = new byte[hall.MessageBytes];
        try
        {
            while (await Message.Receive(socket, message, CancellationToken.None))
            {
                Interlocked.Increment(ref served);
                await Message.Send(socket, message, CancellationToken.None);
                echoed.Release();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The client has left, or this thread has: in either case nobody waits for a reply.
        }
        socket.Dispose();
    }
}
