using System.Collections.Immutable;
using Threadmill.Engine.Targets;

namespace Threadmill.Engine.Threads;

/// <summary>
/// The objects that the threads of one group share: each made once, by the thread that asks first (the group's first, pinned
/// and not yet arrived), checked and disposed once, by the thread that ends last.
/// </summary>
internal sealed class SharedState(int threads)
{
    private readonly Dictionary<string, Lazy<object>> objects = [];
    private readonly List<LiveObject> made = [];
    private readonly ManualResetEventSlim firstIsDone = new();
    private int living = threads;

    /// <summary>The group's object; every caller gets the same, or the same exception.</summary>
    /// <param name="prepare">Makes ready to make it; called once.</param>
    public object Get(SharedObject what, Func<ObjectRecipe, LiveObject> prepare)
    {
        Lazy<object> lazy;
        lock (objects)
        {
            if (!objects.TryGetValue(what.Key, out lazy!))
                objects.Add(what.Key, lazy = new(() => Make(prepare(what.Recipe))));
        }
        return lazy.Value;
    }

    /// <summary>Holds the other threads of the group back until its first thread has set up, so that it is the one to make what is shared.</summary>
    public void WaitForFirst(CancellationToken giveUp) => firstIsDone.Wait(giveUp);

    public void FirstIsDone() => firstIsDone.Set();

    /// <summary>A thread of the group is at its end. True for the last one.</summary>
    public bool Leave() => Interlocked.Decrement(ref living) == 0;

    /// <summary>What was made, in the order of making.</summary>
    public ImmutableArray<LiveObject> Made()
    {
        lock (objects)
            return [.. made];
    }

    private object Make(LiveObject what)
    {
        try
        {
            what.Make();
        }
        finally
        {
            // What failed half-way has an end too.
            if (what.Instance is not null)
            {
                lock (objects)
                    made.Add(what);
            }
        }
        return what.Instance!;
    }
}
