namespace Threadmill.Plugins.Pools;

/// <summary>
/// Sends messages to the <c>net.echo-server</c> threads of its group and waits for their echoes. Each thread holds many
/// connections open, and talks over some of them per call.
/// </summary>
[Workload("net.echo-client")]
public sealed class EchoClient : IDisposable
{
    private const int DefaultConnections = 100;
    private const int DefaultConnectionsOfAll = 4000;
    private readonly EchoHall hall;
    private readonly WorkloadThread me;
    private readonly OtherSide servers;
    private readonly EchoLine[] lines;
    private readonly Task<bool>[] talks;

    /// <param name="connections">Connections of each thread, at least 1; each takes two descriptors of the process. By default 100, or a burst if that is more, but where the group's threads are many no more than 4,000 in all.</param>
    /// <param name="burst">Messages per call, each over a connection of its own and all on their way at once; 1 to <paramref name="connections"/>.</param>
    public EchoClient([Shared] EchoHall hall, WorkloadThread me, int? connections = null, int burst = 1)
    {
        int held = connections ?? Math.Max(Math.Max(1, burst), Math.Min(DefaultConnections, DefaultConnectionsOfAll / me.GroupSize));
        ArgumentOutOfRangeException.ThrowIfLessThan(held, 1, nameof(connections));
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(burst, held);
        this.hall = hall;
        this.me = me;
        talks = new Task<bool>[burst];
        servers = new OtherSide(hall.Servers, me.StopToken);
        lines = new EchoLine[held];
        for (int i = 0; i < held; i++)
        {
            me.StopToken.ThrowIfCancellationRequested();
            lines[i] = new EchoLine(hall.Address, hall.MessageBytes, me.Random);
        }
        hall.Join(this);
    }

    /// <summary>Connections that it holds open.</summary>
    internal int Connections => lines.Length;

    /// <summary>Messages that were sent, or were about to be.</summary>
    internal long Sent { get; private set; }

    /// <summary>Replies that came whole and right.</summary>
    internal long Replied { get; private set; }

    /// <returns>Replies: fewer than a burst only once servers have left.</returns>
    [Operation]
    public async Task<int> Talk()
    {
        servers.MustExist();
        int first = me.Random.Next(lines.Length);
        Sent += talks.Length;
        for (int i = 0; i < talks.Length; i++)
            talks[i] = RoundTrip(lines[(first + i) % lines.Length]);
        int replies = 0;
        foreach (bool came in await Task.WhenAll(talks))
            replies += came ? 1 : 0;
        Replied += replies;
        if (replies < talks.Length)
            await servers.Idle();
        return replies;
    }

    public void Dispose()
    {
        foreach (var line in lines)
            line.Dispose();
        hall.Clients.Leave();
        servers.Dispose();
    }

    private async Task<bool> RoundTrip(EchoLine line)
    {
        bool? isRight = await line.RoundTrip(me.StopToken);
        if (isRight == false)
            throw new InvalidOperationException("a reply is not the message that was sent");
        return isRight ?? false;
    }
}
