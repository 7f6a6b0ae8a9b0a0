using System.Runtime.InteropServices;

namespace Threadmill.Plugins.Memory;

/// <summary>Increments a counter of the thread's own, which lies in one cache line with its neighbours', or in one of its own.</summary>
/// <remarks>With two threads or more, compare <c>padded=false</c> with <c>padded=true</c>: nobody shares a number, yet all wait for the line.</remarks>
[Workload("mem.false-sharing")]
public sealed unsafe class FalseSharing
{
    private readonly long* counter;
    private readonly int increments;
    private Count added;

    /// <param name="increments">Increments per call, each a load and a store, at least 1.</param>
    public FalseSharing([Shared] CounterRow row, WorkloadThread me, int increments = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(increments, 1);
        this.increments = increments;
        counter = row.Join(this, me.GroupSize);
    }

    /// <summary>Increments made; the check compares.</summary>
    internal long Added => added.Value;

    internal nint Address => (nint)counter;

    /// <returns>The counter.</returns>
    [Operation]
    public long Increment()
    {
        for (int i = 0; i < increments; i++)
            Volatile.Write(ref *counter, Volatile.Read(ref *counter) + 1); // volatile: or the loop becomes one addition
        added.Value += increments;
        return *counter;
    }

    /// <summary>128 bytes of distance to whatever the heap puts beside it: only the row's counters may share a line.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 264)]
    private struct Count
    {
        [FieldOffset(128)]
        public long Value;
    }
}
