namespace Threadmill.Plugins.Nop;

public static class Nops
{
    /// <summary>Does nothing: what it costs to run it is Threadmill's own cost.</summary>
    [Workload("nop")]
    public static void Nop()
    {
    }
}
