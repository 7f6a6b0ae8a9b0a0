using Threadmill;

namespace MyPlugin;

/// <summary>Adds to a counter that all threads of the group share.</summary>
[Workload("myplugin.add")]
public sealed class Add([Shared] Counter counter, WorkloadThread me, int step = 1)
{
    [Operation]
    public long Once()
    {
        me.Report("steps", step);
        return counter.Add(step);
    }
}
