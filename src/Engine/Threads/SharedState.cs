using System.Collections.Immutable;
using System.Reflection;
using Threadmill.Engine.Targets;

namespace Threadmill.Engine.Threads;

/// <summary>
/// The objects that the threads of one group share: each made once, by the thread that asks first (the group's first, pinned
/// and not yet arrived), checked and disposed once, by the thread that ends last.
/// </summary>
internal sealed class SharedState(int threads)
{
    private readonly Dictionary<string, Lazy<object>> objects = [];
    private readonly List<SharedObject> made = [];
    private readonly ManualResetEventSlim firstIsDone = new();
    private int living = threads;

    /// <summary>The group's object; every caller gets the same, or the same exception.</summary>
    public object Get(SharedObject what)
    {
        Lazy<object> lazy;
        lock (objects)
        {
            if (!objects.TryGetValue(what.Key, out lazy!))
                objects.Add(what.Key, lazy = new(() => Make(what)));
        }
        return lazy.Value;
    }

    /// <summary>Holds the other threads of the group back until its first thread has set up, so that it is the one to make what is shared.</summary>
    public void WaitForFirst(CancellationToken giveUp) => firstIsDone.Wait(giveUp);

    public void FirstIsDone() => firstIsDone.Set();

    /// <summary>A thread of the group is at its end. True for the last one.</summary>
    public bool Leave() => Interlocked.Decrement(ref living) == 0;

    /// <summary>The checks of all shared objects that were made, in the order of making.</summary>
    public ImmutableArray<(MethodInfo Check, object Instance)> Checks() =>
        [.. from what in made from check in what.Checks select (check, objects[what.Key].Value)];

    /// <summary>What was made, last made first.</summary>
    public ImmutableArray<object> ToDispose() =>
        [.. made.AsEnumerable().Reverse().Select(what => objects[what.Key].Value)];

    private object Make(SharedObject what)
    {
        var instance = what.Constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, what.Values, null);
        lock (objects)
            made.Add(what);
        return instance;
    }
}
