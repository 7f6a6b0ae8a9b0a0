using System.Numerics;

namespace Threadmill.Plugins.Cpu;

/// <summary>The dot product of two arrays, with the processor's vector unit or without: one sum in either case, so that only the unit differs.</summary>
[Workload("cpu.dot")]
public sealed class DotProduct
{
    private readonly bool vector;
    private readonly double[] a;
    private readonly double[] b;

    /// <param name="items">Numbers in each array, at least 1; 1,024 in both fit into a first-level cache (16 KiB).</param>
    /// <param name="vector">Use the vector unit.</param>
    public DotProduct(int items = 1024, bool vector = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(items, 1);
        this.vector = vector;
        a = Cycle(items, 7);
        b = Cycle(items, 5);
    }

    [Operation]
    public double Run() => vector ? Vectors() : Scalars();

    /// <summary>Both ways give the same number: small whole numbers add up without rounding.</summary>
    [Check]
    public void BothWaysAgree()
    {
        var (vectors, scalars) = (Vectors(), Scalars());
        if (vectors != scalars)
            throw new InvalidOperationException($"the vector unit gives {vectors}, the scalar one {scalars}");
    }

    private double Vectors()
    {
        var sums = Vector<double>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<double>.Count; i += Vector<double>.Count)
            sums += new Vector<double>(a, i) * new Vector<double>(b, i);
        var sum = Vector.Sum(sums);
        for (; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private double Scalars()
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static double[] Cycle(int items, int length)
    {
        var numbers = new double[items];
        for (var i = 0; i < items; i++)
            numbers[i] = i % length;
        return numbers;
    }
}
