namespace Threadmill.Plugins.Cpu;

/// <summary>Sorts a copy of an array of random numbers.</summary>
[Workload("cpu.sort")]
public sealed class Sort
{
    private readonly int[] unsorted;
    private readonly int[] work;

    /// <param name="items">At least 1.</param>
    public Sort(WorkloadThread me, int items = 100_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(items, 1);
        unsorted = new int[items];
        for (var i = 0; i < items; i++)
            unsorted[i] = me.Random.Next();
        work = new int[items];
    }

    /// <returns>The middle item.</returns>
    [Operation]
    public int Run()
    {
        unsorted.CopyTo(work, 0);
        Array.Sort(work);
        return work[work.Length / 2];
    }

    /// <summary>No item is greater than the next.</summary>
    [Check]
    public bool IsSorted()
    {
        for (var i = 1; i < work.Length; i++)
        {
            if (work[i - 1] > work[i])
                return false;
        }
        return true;
    }
}
