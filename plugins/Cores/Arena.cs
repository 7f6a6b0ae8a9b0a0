using System.Globalization;

namespace Threadmill.Plugins.Cores;

/// <summary>Where the pairs of a group play.</summary>
public sealed class Arena
{
    private readonly List<PingPong> players = [];

    internal Pairs<Court> Pairs { get; } = new("core.pingpong");

    internal void Join(PingPong player, int index)
    {
        lock (players)
            players.Add(player);
        Pairs.Join(index);
    }

    /// <summary>The turns that were played are those that the players made: nobody went on without its partner's answer.</summary>
    [Check]
    public void EveryPingHasItsPong()
    {
        long turns = Pairs.Courts.Sum(court => court.Turn);
        long made = players.Sum(player => player.Turns);
        if (turns != made)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{made} turns were made, and {turns} are on the courts"));
    }
}
