namespace Threadmill.Engine;

/// <summary>Sums and extremes of a number that each thing has; those of System.Linq are compiled anew at every start.</summary>
internal static class Numbers
{
    public static long Total<T>(this IEnumerable<T> things, Func<T, long> number)
        where T : class
    {
        var total = 0L;
        foreach (var thing in things)
            total += number(thing);
        return total;
    }

    /// <summary>0 where there is none.</summary>
    public static long Most<T>(this IEnumerable<T> things, Func<T, long> number)
        where T : class
    {
        long? most = null;
        foreach (var thing in things)
            most = Math.Max(most ?? long.MinValue, number(thing));
        return most ?? 0;
    }

    /// <summary>0 where there is none.</summary>
    public static long Least<T>(this IEnumerable<T> things, Func<T, long> number)
        where T : class
    {
        long? least = null;
        foreach (var thing in things)
            least = Math.Min(least ?? long.MaxValue, number(thing));
        return least ?? 0;
    }
}
