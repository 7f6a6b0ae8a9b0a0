using System.Runtime.CompilerServices;

namespace Threadmill.Plugins.Cpu;

/// <summary>Sums the large half of an array: with sorted data the branch is predicted, with random data it is not.</summary>
[Workload("cpu.branch")]
public sealed class Branch
{
    private readonly byte[] data;

    /// <param name="items">At least 1; few are learnt by heart by the predictor.</param>
    /// <param name="predictable">Sort the data first; the sum stays the same.</param>
    public Branch(WorkloadThread me, int items = 100_000, bool predictable = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(items, 1);
        data = new byte[items];
        me.Random.NextBytes(data);
        if (predictable)
            Array.Sort(data);
    }

    [Operation]
    public long Run()
    {
        long sum = 0;
        foreach (var value in data)
        {
            // A call in the branch keeps the compiler from turning it into a conditional move.
            if (value >= 128)
                sum = Add(sum, value);
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Add(long sum, byte value) => sum + value;
}
