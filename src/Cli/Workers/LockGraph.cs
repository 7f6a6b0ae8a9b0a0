using Threadmill.Engine.Journal;

namespace Threadmill.Cli.Workers;

/// <param name="Waiter">Who cannot go on, as it is called in texts.</param>
/// <param name="Lock">What it waits for: type and address.</param>
/// <param name="Holder">Who has it; null: nobody that could be told.</param>
internal sealed record LockWait(string Waiter, string Lock, string? Holder);

/// <summary>Who waits for whom. A thread waits for one lock at most, so a deadlock is a circle that is found by following each thread.</summary>
internal static class LockGraph
{
    public static IEnumerable<DiagnosticFacts> Tell(IReadOnlyList<LockWait> waits)
    {
        var byWaiter = waits.DistinctBy(w => w.Waiter).ToDictionary(w => w.Waiter);
        var told = new HashSet<string>();
        foreach (var wait in waits)
        {
            var circle = CircleFrom(wait, byWaiter);
            if (circle.Count == 0)
                yield return new(DiagnosticSeverity.Warning, "lock", $"{wait.Waiter} waits for {wait.Lock}, held by {wait.Holder ?? "nobody that could be told"}");
            else if (told.Add(circle[0].Waiter))
                yield return new(DiagnosticSeverity.Error, "deadlock", $"a deadlock of {circle.Count}: {string.Join("; ", circle.Select((w, i) => Link(w, circle[(i + circle.Count - 1) % circle.Count])))}");
        }
    }

    private static string Link(LockWait wait, LockWait before) => $"{wait.Waiter} holds {before.Lock} and waits for {wait.Lock}, held by {wait.Holder}";

    /// <summary>The circle that the thread is in, from its first by name; empty: it is in none, though it may wait for one.</summary>
    private static List<LockWait> CircleFrom(LockWait start, Dictionary<string, LockWait> byWaiter)
    {
        var circle = new List<LockWait>();
        for (var at = start; circle.Count <= byWaiter.Count; at = byWaiter[at.Holder])
        {
            circle.Add(at);
            if (at.Holder == start.Waiter)
            {
                var first = circle.FindIndex(w => w.Waiter == circle.Min(c => c.Waiter));
                return [.. circle[first..], .. circle[..first]];
            }
            if (at.Holder is null || !byWaiter.ContainsKey(at.Holder))
                break;
        }
        return [];
    }
}
