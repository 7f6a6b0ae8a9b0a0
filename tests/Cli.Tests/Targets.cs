namespace Cli.Tests;

/// <summary>Methods that tests run as targets.</summary>
public static class Targets
{
    private static int calls;

    public static int Add(int a, int b) => a + b;

    public static int Add(int a, int b, int c) => a + b + c;

    public static void StallOnce(int at, int ms)
    {
        if (Interlocked.Increment(ref calls) == at)
            Thread.Sleep(ms);
    }
}
