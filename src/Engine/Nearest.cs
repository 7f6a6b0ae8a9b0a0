namespace Threadmill.Engine;

/// <summary>Finds what a mistyped word was probably meant to be.</summary>
public static class Nearest
{
    /// <summary>The known word nearest to the given one, or null if none is near: at most a third of its letters differ, and not all of them.</summary>
    public static string? To(string given, IEnumerable<string> known)
    {
        var best = known.Where(k => k != given).Select(k => (Word: k, Distance: Distance(given, k))).DefaultIfEmpty(("", int.MaxValue)).MinBy(k => k.Item2);
        return best.Item2 <= Math.Max(1, given.Length / 3) && best.Item2 < given.Length ? best.Item1 : null;
    }

    /// <summary>Letters inserted, left out, replaced or swapped with their neighbour (optimal string alignment), whatever their case.</summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var same = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + same);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
