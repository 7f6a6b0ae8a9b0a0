using Microsoft.Diagnostics.Runtime;

namespace Threadmill.Cli.Workers;

/// <summary>
/// Finds which lock each blocked thread waits for. The runtime tells who holds a monitor and how many wait for it, but not
/// who: that is read off the waiter's stack, on which the object it is about to enter lies nearest to the top.
/// </summary>
/// <param name="nameOf">What a thread is called in texts.</param>
internal sealed class LockWaits(ClrRuntime runtime, Func<ClrThread, string> nameOf)
{
    private const int InnermostFrames = 12;

    private readonly Dictionary<ulong, SyncBlock> monitors = runtime.Heap.EnumerateSyncBlocks().Where(b => b.IsMonitorHeld).GroupBy(b => b.Object).ToDictionary(g => g.Key, g => g.First());

    /// <summary>Null: it waits for no lock.</summary>
    public LockWait? Of(ClrThread thread)
    {
        var types = thread.EnumerateStackTrace(includeContext: false, InnermostFrames).Select(f => f.Method?.Type.Name).OfType<string>().ToArray();
        if (types.FirstOrDefault() == "System.Threading.Monitor" && Monitor(thread) is { } entering)
            return entering;
        if (types.FirstOrDefault() == "System.Threading.Lock" || (types.Contains("System.Threading.Lock") && types[0] == "System.Threading.WaitHandle"))
            return Find(thread, "System.Threading.Lock") is { } taken ? new(nameOf(thread), Name(taken), OwnerOf(taken)) : null;
        // A semaphore does not know who has taken it.
        return types.Contains("System.Threading.SemaphoreSlim") && Find(thread, "System.Threading.SemaphoreSlim") is { } semaphore
            ? new(nameOf(thread), Name(semaphore), null) : null;
    }

    /// <summary>Null: it is not in Monitor.Enter but in Monitor.Wait, for a pulse.</summary>
    private LockWait? Monitor(ClrThread thread)
    {
        foreach (var root in thread.EnumerateStackRoots())
        {
            if (monitors.TryGetValue(root.Object.Address, out var block) && block.HoldingThreadAddress != thread.Address)
                return new(nameOf(thread), Name(root.Object), Holder(block));
        }
        return null;
    }

    private string? Holder(SyncBlock block) =>
        runtime.Threads.FirstOrDefault(t => t.Address == block.HoldingThreadAddress) is { } holder
            ? holder.IsAlive ? nameOf(holder) : "a thread that has ended"
            : "a thread that has ended";

    /// <summary>A Lock knows its owner's managed id.</summary>
    private string? OwnerOf(ClrObject taken) =>
        taken.TryReadField("_owningThreadId", out uint owner) && owner != 0
            ? runtime.Threads.FirstOrDefault(t => t.IsAlive && t.ManagedThreadId == owner) is { } holder ? nameOf(holder) : "a thread that has ended"
            : null;

    private static ClrObject? Find(ClrThread thread, string type)
    {
        foreach (var root in thread.EnumerateStackRoots())
        {
            if (root.Object.Type?.Name == type)
                return root.Object;
        }
        return null;
    }

    private static string Name(ClrObject taken) => $"{taken.Type?.Name ?? "object"}@{taken.Address:x}";
}
