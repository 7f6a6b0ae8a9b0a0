using System.Globalization;

namespace Threadmill.Plugins.Cores;

/// <summary>The pairs of a group that wake each other.</summary>
public sealed class RelayTrack
{
    private readonly List<HandOff> runners = [];

    internal Pairs<Relay> Pairs { get; } = new("core.handoff");

    internal void Join(HandOff runner, int index)
    {
        lock (runners)
            runners.Add(runner);
        Pairs.Join(index);
    }

    /// <summary>No thread was woken more often than threads were woken up by others.</summary>
    [Check]
    public void NobodyWokeUnasked()
    {
        long given = runners.Sum(runner => runner.Given);
        long taken = runners.Sum(runner => runner.Taken);
        // What was given and never taken is at most the last one of each pair.
        if (taken > given || given - taken > Pairs.Courts.Count)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{given} hand-offs were given and {taken} were taken"));
    }
}
