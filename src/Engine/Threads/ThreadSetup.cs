using Threadmill.Engine.Affinity;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Targets;

namespace Threadmill.Engine.Threads;

/// <summary>Makes a new thread ready to call: places it, makes or finds what its group shares, constructs the instance, binds the call.</summary>
internal sealed unsafe class ThreadSetup(LiveThread me, RunServices run)
{
    private readonly BoundTarget target = me.Planned.Spec.Target!;
    private WorkloadThread? workloadThread;

    /// <summary>Null for static targets and until <see cref="Build"/> has constructed it.</summary>
    public object? Instance { get; private set; }

    public Operation? Operation { get; private set; }

    /// <summary>Names, pins and prioritises the calling thread.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public void Place()
    {
        if (me.Planned.OsName != me.Planned.Name)
            run.Pinning.SetThreadName(me.Planned.OsName);
        if (me.Planned.Cpus is { } cpus)
            run.Pinning.Pin(cpus);
        var priority = me.Planned.Spec.Spec.Priority;
        if (priority != ThreadPriority.Normal && !run.Pinning.TrySetPriority(priority, out var whyNot))
            throw new IOException($"priority {priority} refused: {whyNot}");
    }

    /// <summary>Runs foreign code: type initialisers, constructors of shared objects and of the workload.</summary>
    public void Build()
    {
        MakeShared();
        target.Prepare();
        workloadThread = new WorkloadThread(
            me.Planned.Name,
            me.Planned.Group,
            me.Planned.IndexInGroup,
            me.Planned.GroupSize,
            SeedOf(run.Plan.Seed, me.Planned.Index),
            new MetricLog(run.Journal, me.Planned.Index).Report,
            me.Stop.Token);
        Instance = target.Construct(ValueOf);
        Operation = Operation.Of(Synchronous(target.CallOn(Instance, ValueOf)));
        Operation.Prepare();
    }

    /// <summary>The same seed and index give the same stream on every machine: SplitMix64 over both.</summary>
    public static int SeedOf(int seed, int index)
    {
        var z = ((ulong)(uint)seed << 32 | (uint)index) + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)(z ^ (z >> 31));
    }

    private void MakeShared()
    {
        var isFirst = me.Planned.IndexInGroup == 0;
        try
        {
            if (!target.SharedObjects.Any())
                return;
            if (!isFirst)
                me.Shared.WaitForFirst(me.Stop.Token);
            foreach (var shared in target.SharedObjects)
                me.Shared.Get(shared);
        }
        finally
        {
            if (isFirst)
                me.Shared.FirstIsDone();
        }
    }

    private object? ValueOf(ArgumentSource source) => source switch
    {
        ArgumentSource.Bound bound => bound.Value,
        ArgumentSource.OwnThread => workloadThread,
        ArgumentSource.StopToken => me.Stop.Token,
        ArgumentSource.Shared shared => me.Shared.Get(shared.Object),
        _ => throw new InvalidOperationException($"no value for {source}"),
    };

    private Delegate Synchronous(Delegate call)
    {
        if (!AsyncCall.IsAsync(target.Method.ReturnType))
            return call;
        if ((me.Planned.Spec.Spec.Async ?? target.DefaultAsync) == AsyncMode.Pool)
            return AsyncCall.Waiting(call, new PoolWait());
        var loop = new EventLoop(e => run.Failures.Faulted(me, e, FailurePhase.Background, me.Slot->Calls));
        SynchronizationContext.SetSynchronizationContext(loop);
        return AsyncCall.Waiting(call, loop);
    }
}
