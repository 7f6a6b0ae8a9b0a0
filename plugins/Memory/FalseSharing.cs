namespace Threadmill.Plugins.Memory;

/// <summary>Increments a counter of the thread's own, which lies in one cache line with its neighbours', or in one of its own.</summary>
/// <remarks>With two threads or more, compare <c>padded=false</c> with <c>padded=true</c>: nobody shares a number, yet all wait for the line.</remarks>
[Workload("mem.false-sharing")]
public sealed unsafe class FalseSharing
{
    private readonly long* counter;
    private readonly int increments;

    /// <param name="increments">Increments per call, each a load and a store, at least 1.</param>
    public FalseSharing([Shared] CounterRow row, WorkloadThread me, int increments = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(increments, 1);
        this.increments = increments;
        counter = row.Join(this, me.GroupSize);
    }

    /// <summary>Increments made; the check compares.</summary>
    internal long Added { get; private set; }

    internal nint Address => (nint)counter;

    /// <returns>The counter.</returns>
    [Operation]
    public long Increment()
    {
        for (int i = 0; i < increments; i++)
            Volatile.Write(ref *counter, Volatile.Read(ref *counter) + 1); // volatile: or the loop becomes one addition
        Added += increments;
        return *counter;
    }
}
