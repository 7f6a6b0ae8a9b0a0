namespace Threadmill.Plugins.Nop;

public static class Nops
{
    /// <summary>Does nothing: what it costs to run it is Threadmill's own cost.</summary>
    [Workload("nop")]
    public static void Nop()
    {
    }

    /// <summary>Does nothing, asynchronously: what it costs to run it is the cost of Threadmill's event loop.</summary>
    /// <param name="yields">Go once through the loop's queue; else the operation is complete when it returns.</param>
    [Workload("nop-async")]
    public static ValueTask NopAsync(bool yields = false) => yields ? Yield() : ValueTask.CompletedTask;

    private static async ValueTask Yield() => await Task.Yield();
}
