namespace Threadmill.Plugins.Fault;

/// <summary>What a fault waits before it strikes.</summary>
internal static class Pause
{
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(300);

    public static void Before(TimeSpan? after)
    {
        var length = after ?? Usual;
        ArgumentOutOfRangeException.ThrowIfLessThan(length, TimeSpan.Zero, nameof(after));
        if (length > TimeSpan.Zero)
            Thread.Sleep(length);
    }
}
