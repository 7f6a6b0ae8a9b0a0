using System.Numerics;

namespace Threadmill.Plugins.Cpu;

/// <summary>Multiplies two square matrices, in the order that walks memory forward.</summary>
[Workload("cpu.matmul")]
public sealed class MatrixProduct
{
    private readonly int n;
    private readonly double[] a;
    private readonly double[] b;
    private readonly double[] c;

    /// <param name="n">Rows and columns, at least 1; 128 is some 2 million multiplications.</param>
    public MatrixProduct(WorkloadThread me, int n = 128)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        this.n = n;
        a = [.. Enumerable.Range(0, n * n).Select(_ => me.Random.NextDouble())];
        b = [.. Enumerable.Range(0, n * n).Select(_ => me.Random.NextDouble())];
        c = new double[n * n];
    }

    /// <returns>The last element of the product.</returns>
    [Operation]
    public double Multiply()
    {
        Array.Clear(c);
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < n; k++)
            {
                var factor = a[(i * n) + k];
                for (var j = 0; j < n; j++)
                    c[(i * n) + j] += factor * b[(k * n) + j];
            }
        }
        return c[^1];
    }
}

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
        unsorted = [.. Enumerable.Range(0, items).Select(_ => me.Random.Next())];
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

/// <summary>The dot product of two arrays, with the processor's vector unit or without.</summary>
[Workload("cpu.dot")]
public sealed class DotProduct
{
    private readonly bool vector;
    private readonly float[] a;
    private readonly float[] b;

    /// <param name="items">Numbers in each array, at least 1; 4,096 fit into a first-level cache.</param>
    /// <param name="vector">Use the vector unit.</param>
    public DotProduct(int items = 4096, bool vector = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(items, 1);
        this.vector = vector;
        a = [.. Enumerable.Range(0, items).Select(i => (float)(i % 7))];
        b = [.. Enumerable.Range(0, items).Select(i => (float)(i % 5))];
    }

    [Operation]
    public float Run() => vector ? Vectors() : Scalars();

    private float Vectors()
    {
        var sums = Vector<float>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
            sums += new Vector<float>(a, i) * new Vector<float>(b, i);
        var sum = Vector.Sum(sums);
        for (; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private float Scalars()
    {
        float sum = 0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}

/// <summary>Sums the large half of an array: with sorted data the branch is predicted, with random data it is not.</summary>
[Workload("cpu.branch")]
public sealed class Branch
{
    private readonly byte[] data;

    /// <param name="items">At least 1.</param>
    /// <param name="predictable">Sort the data first.</param>
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

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static long Add(long sum, byte value) => sum + value;
}
