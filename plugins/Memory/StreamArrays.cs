using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Threadmill.Plugins.Memory;

/// <summary>One thread's share of the three arrays, and the loops over them.</summary>
internal sealed unsafe class StreamArrays : IDisposable
{
    public const double A = 1, B = 2, C = 4, Q = 3;
    private const long ElementsBetweenLooks = 1 << 20;
    private const long Page = 4096 / sizeof(double);
    private const long Stagger = Page / 3 / 16 * 16; // whole pairs of cache lines
    private readonly NativeBlock block;
    private readonly double* a, b, c;

    /// <param name="length">Elements of each array.</param>
    /// <param name="stop">Ends the filling, which takes a second and more for arrays of gigabytes.</param>
    public StreamArrays(long length, CancellationToken stop = default)
    {
        // Stores and loads at the same place of two pages wait for each other: measured 1.2 times slower.
        long apart = ((length + Page - 1) / Page * Page) + Stagger;
        block = new NativeBlock(3 * apart * sizeof(double));
        a = block.As<double>();
        b = a + apart;
        c = b + apart;
        for (long i = 0; i < length; i++)
        {
            if (i % ElementsBetweenLooks == 0)
                stop.ThrowIfCancellationRequested();
            (a[i], b[i], c[i]) = (A, B, C);
        }
    }

    /// <summary>Runs the loop over a stretch of elements.</summary>
    public void Run(StreamKernel kernel, long from, long count)
    {
        switch (kernel)
        {
            case StreamKernel.Copy:
                Buffer.MemoryCopy(a + from, c + from, count * sizeof(double), count * sizeof(double));
                break;
            case StreamKernel.Scale:
                Scale(b + from, c + from, count);
                break;
            case StreamKernel.Add:
                Add(c + from, a + from, b + from, count);
                break;
            default:
                Triad(a + from, b + from, c + from, count);
                break;
        }
    }

    /// <summary>What the loop writes to, and what it must have written: the same however often it ran, as no loop reads what it writes.</summary>
    public (nint Array, double Expected) Result(StreamKernel kernel) => kernel switch
    {
        StreamKernel.Copy => ((nint)c, A),
        StreamKernel.Scale => ((nint)b, Q * C),
        StreamKernel.Add => ((nint)c, A + B),
        _ => ((nint)a, B + (Q * C)),
    };

    public void Dispose() => block.Dispose();

    // 128 bits: wider loads and stores are slower from memory (measured: 24, 21 and 20 GB/s with 128, 256 and 512 bits).

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(double* to, double* from, long count)
    {
        var q = Vector128.Create(Q);
        long i = 0;
        for (; i <= count - 4; i += 4)
        {
            (q * Vector128.Load(from + i)).Store(to + i);
            (q * Vector128.Load(from + i + 2)).Store(to + i + 2);
        }
        for (; i < count; i++)
            to[i] = Q * from[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(double* to, double* left, double* right, long count)
    {
        long i = 0;
        for (; i <= count - 4; i += 4)
        {
            (Vector128.Load(left + i) + Vector128.Load(right + i)).Store(to + i);
            (Vector128.Load(left + i + 2) + Vector128.Load(right + i + 2)).Store(to + i + 2);
        }
        for (; i < count; i++)
            to[i] = left[i] + right[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Triad(double* to, double* left, double* right, long count)
    {
        var q = Vector128.Create(Q);
        long i = 0;
        for (; i <= count - 4; i += 4)
        {
            (Vector128.Load(left + i) + (q * Vector128.Load(right + i))).Store(to + i);
            (Vector128.Load(left + i + 2) + (q * Vector128.Load(right + i + 2))).Store(to + i + 2);
        }
        for (; i < count; i++)
            to[i] = left[i] + (Q * right[i]);
    }
}
