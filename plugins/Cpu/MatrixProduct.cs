namespace Threadmill.Plugins.Cpu;

/// <summary>Multiplies two square matrices of random numbers, in the order that walks memory forward.</summary>
[Workload("cpu.matmul")]
public sealed class MatrixProduct
{
    private const int MaxRows = 46_340;
    private readonly WorkloadThread me;
    private readonly int n;
    private readonly double[] a;
    private readonly double[] b;
    private readonly double[] c;
    private bool isComplete;

    /// <param name="n">Rows and columns, 1 to 46,340; 128 is some 2 million multiplications.</param>
    public MatrixProduct(WorkloadThread me, int n = 128)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, MaxRows);
        this.me = me;
        this.n = n;
        a = RandomNumbers(n * n);
        b = RandomNumbers(n * n);
        c = new double[n * n];
    }

    /// <returns>The last element of the product.</returns>
    [Operation]
    public double Multiply()
    {
        isComplete = false;
        Array.Clear(c);
        for (var i = 0; i < n; i++)
        {
            me.StopToken.ThrowIfCancellationRequested();
            for (var k = 0; k < n; k++)
            {
                var factor = a[(i * n) + k];
                for (var j = 0; j < n; j++)
                    c[(i * n) + j] += factor * b[(k * n) + j];
            }
        }
        isComplete = true;
        return c[^1];
    }

    /// <summary>The product times a vector is a times (b times the vector), up to rounding (Freivalds 1977).</summary>
    [Check]
    public void IsTheProduct()
    {
        if (!isComplete)
            return;
        var vector = RandomNumbers(n);
        var expected = Times(a, Times(b, vector));
        var actual = Times(c, vector);
        for (var i = 0; i < n; i++)
        {
            // All terms are positive: the relative error of n sums of n products stays far below this.
            if (!(Math.Abs(actual[i] - expected[i]) <= 1e-9 * expected[i]))
                throw new InvalidOperationException($"row {i} of the product is wrong: times a vector it is {actual[i]}, not {expected[i]}");
        }
    }

    private double[] Times(double[] matrix, double[] vector)
    {
        var product = new double[n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
                product[i] += matrix[(i * n) + j] * vector[j];
        }
        return product;
    }

    /// <summary>From 0.5 to 1.5, so that no product comes near 0.</summary>
    private double[] RandomNumbers(int count)
    {
        var numbers = new double[count];
        for (var i = 0; i < count; i++)
            numbers[i] = 0.5 + me.Random.NextDouble();
        return numbers;
    }
}
