namespace Threadmill.Plugins.Fault;

/// <summary>What every fault waits before it strikes.</summary>
internal static class Pause
{
    public static void Before(TimeSpan? after) => Thread.Sleep(after ?? TimeSpan.FromMilliseconds(300));
}
