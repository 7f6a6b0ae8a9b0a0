using System.Globalization;

namespace Threadmill.Plugins.Cores;

/// <summary>
/// Pairs the threads of a role by their index: first with second, third with fourth. All join before the first operation, and
/// each leaves at its end.
/// </summary>
/// <typeparam name="TCourt">What the two of a pair share.</typeparam>
internal sealed class Pairs<TCourt>(string workload)
    where TCourt : class, new()
{
    private readonly Lock gate = new();
    private readonly SortedSet<int> members = [];
    private readonly Dictionary<int, TCourt> courts = [];

    public IReadOnlyCollection<TCourt> Courts => courts.Values;

    public void Join(int index)
    {
        lock (gate)
            members.Add(index);
    }

    /// <exception cref="InvalidOperationException">One thread has no partner.</exception>
    public void MustBeEven()
    {
        if (members.Count % 2 == 1)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"the group has {members.Count} {(members.Count == 1 ? "thread" : "threads")} of {workload}, which play in pairs: give an even number"));
        }
    }

    /// <summary>To be called when all have joined: from the first operation on.</summary>
    /// <returns>The pair's own object, and whether the thread is the first of the two.</returns>
    public (TCourt Court, bool IsFirst) Find(int index)
    {
        lock (gate)
        {
            int place = members.GetViewBetween(int.MinValue, index).Count - 1;
            if (!courts.TryGetValue(place / 2, out var court))
                courts.Add(place / 2, court = new TCourt());
            return (court, place % 2 == 0);
        }
    }
}
