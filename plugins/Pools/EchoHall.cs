using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Threadmill.Plugins.Pools;

/// <summary>The listener of a group on the loopback address, which hands its connections to the servers in turn.</summary>
public sealed class EchoHall : IDisposable
{
    private const int Backlog = 4096;
    private readonly Lock gate = new();
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<EchoServer> servers = [];
    private readonly List<EchoClient> clients = [];
    private readonly Queue<Socket> early = new();
    private bool isOpen;
    private int next;

    /// <param name="size">Bytes of each message, 8 to 1 Mi; the same for both sides.</param>
    public EchoHall(int size = 64)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, sizeof(long));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 1 << 20);
        MessageBytes = size;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(Backlog);
        Address = listener.LocalEndPoint!; // bound
        _ = AcceptAll();
    }

    internal EndPoint Address { get; }

    internal int MessageBytes { get; }

    internal Role Servers { get; } = new("net.echo-server");

    internal Role Clients { get; } = new("net.echo-client");

    internal void Join(EchoServer server)
    {
        lock (gate)
            servers.Add(server);
        Servers.Join();
    }

    internal void Join(EchoClient client)
    {
        lock (gate)
            clients.Add(client);
        Clients.Join();
    }

    /// <summary>From the first operation on all servers are known: those who came early are shared out too.</summary>
    internal void Open()
    {
        lock (gate)
        {
            isOpen = true;
            while (early.TryDequeue(out var socket))
                Assign(socket);
        }
    }

    /// <summary>No client got a reply that no server sent, and no server a message that no client sent.</summary>
    [Check]
    public void EveryReplyAnswersAMessage()
    {
        long sent = clients.Sum(client => client.Sent);
        long replied = clients.Sum(client => client.Replied);
        long served = servers.Sum(server => server.Served);
        if (replied > served || served > sent)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{sent} messages were sent, {served} were echoed and {replied} came back"));
    }

    public void Dispose()
    {
        listener.Dispose();
        foreach (var socket in early)
            socket.Dispose();
        Servers.Dispose();
        Clients.Dispose();
    }

    /// <summary>On the pool, until the listener is closed: connections are made before the servers' loops run.</summary>
    private async Task AcceptAll()
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptAsync().ConfigureAwait(false);
                socket.NoDelay = true;
                lock (gate)
                {
                    if (isOpen)
                        Assign(socket);
                    else
                        early.Enqueue(socket);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            listener.Dispose(); // closed, or out of descriptors: then the next client is refused and says so
        }
    }

    private void Assign(Socket socket)
    {
        if (servers.Count == 0 || !servers[next++ % servers.Count].Admit(socket))
            socket.Dispose();
    }
}
