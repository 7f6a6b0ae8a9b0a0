using System.Runtime.CompilerServices;

namespace Bodies;

/// <summary>Bodies that an optimising compiler likes to specialise for whoever calls them: each 200 ns or more, never inlined.</summary>
public static class Natural
{
    private static readonly IList<int> List = [.. Enumerable.Range(0, 1024)];
    private static readonly Dictionary<int, int> Table = Enumerable.Range(0, 1000).ToDictionary(i => i);
    private static readonly int[] Numbers = [.. Enumerable.Range(0, 192)];
    private static readonly IShape[] Shapes = [.. Enumerable.Range(0, 128).Select(i => i % 3 == 0 ? (IShape)new Square(i) : new Disc(i))];

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Enumerate()
    {
        var sum = 0;
        foreach (var i in List)
            sum += i;
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int LookUp()
    {
        var sum = 0;
        for (var i = 0; i < 140; i++)
            sum += Table[i * 7];
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Query() => Numbers.Where(n => n % 2 == 0).Select(n => n * 3).Sum();

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static double Dispatch()
    {
        var sum = 0.0;
        foreach (var shape in Shapes)
            sum += shape.Area();
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Nothing() => 0;

    private interface IShape
    {
        double Area();
    }

    private sealed class Square(double side) : IShape
    {
        public double Area() => side * side;
    }

    private sealed class Disc(double radius) : IShape
    {
        public double Area() => Math.PI * radius * radius;
    }
}
