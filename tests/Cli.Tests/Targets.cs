namespace Cli.Tests;

/// <summary>Methods that tests run as targets.</summary>
public static class Targets
{
    private static int calls;

    public static int Add(int a, int b) => a + b;

    public static int Add(int a, int b, int c) => a + b + c;

    public static int Größe(int öffnung) => öffnung;

    public static Task FailTwice() => Task.WhenAll(Task.FromException(new InvalidDataException("one")), Task.FromException(new TimeoutException("two")));

    public static IEnumerable<int> Count(int to)
    {
        for (var i = 0; i < to; i++)
            yield return i;
    }

    public static IEnumerable<int> Evens() => Enumerable.Range(0, 10).Where(i => i % 2 == 0);

    public static async IAsyncEnumerable<int> CountLater()
    {
        await Task.Yield();
        yield return 1;
    }

    public static int[] Counted() => [.. Count(3)];

    /// <summary>Each call takes longer than the one before.</summary>
    public static void Slower() => Thread.Sleep(Interlocked.Increment(ref calls));

    public static void StallOnce(int at, int ms)
    {
        if (Interlocked.Increment(ref calls) == at)
            Thread.Sleep(ms);
    }
}

/// <summary>Its making allocates, its call does not.</summary>
public sealed class Roomy
{
    private readonly byte[] room = new byte[100_000];

    public int Length() => room.Length;
}
