using System.Runtime.CompilerServices;

namespace Bodies;

/// <summary>Targets for single questions.</summary>
public static class Odd
{
    private static long shared;
    private static int calls;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Increment() => Interlocked.Increment(ref shared);

    /// <summary>Stalls once, for a second, in the call of that number.</summary>
    public static void StallOnce(int at)
    {
        if (Interlocked.Increment(ref calls) == at)
            Thread.Sleep(1000);
    }
}
