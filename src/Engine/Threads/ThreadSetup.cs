using Threadmill.Engine.Affinity;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Targets;

namespace Threadmill.Engine.Threads;

/// <summary>Makes a new thread ready to call: places it, makes or finds what its group shares, constructs the instance, binds the call.</summary>
internal sealed unsafe class ThreadSetup(LiveThread me, RunServices run)
{
    private readonly BoundTarget target = me.Planned.Spec.Target!;
    private WorkloadThread? workloadThread;
    private IOperationWait? wait;

    public MetricLog Metrics { get; } = new(run.Journal, me.Planned.Index);

    /// <summary>The object that only this thread calls; null where there is none, or the group or each call has its own.</summary>
    public LiveObject? Own { get; private set; }

    public Operation? Operation { get; private set; }

    /// <summary>Names, pins and prioritises the calling thread.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public void Place()
    {
        // Not before its start: whoever names another thread opens a file for it.
        Thread.CurrentThread.Name = me.Planned.Name;
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
        Operation = Bind(NewCaller());
        Operation.Prepare();
        if (me.Planned.Spec.Spec is { IsLoop: true, Rate: null } looping)
            Operation.PrepareLoop(looping.SamplingEvery > 1, run.ClockOf(looping).IsTsc);
    }

    /// <summary>An op is one call; what its author counts in it is told as metrics, which are exact: a mean over its inner operations, never a percentile of them.</summary>
    public void TellInnerOps()
    {
        var slot = me.Slot;
        Metrics.Report("innerOps", (double)slot->Ops * target.InnerOps);
        // As for latencies: of sampled calls the mean is wall over ops, and percentiles alone come from the samples.
        var mean = slot->SamplingEvery > 1 ? (double)(slot->CountedToNs - slot->CountedFromNs) / slot->Ops : Histogram.Mean(run.Journal.Latency(me.Planned.Index));
        Metrics.Report("innerNs", mean / target.InnerOps);
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
            if (target.SharedObjects.IsEmpty)
                return;
            if (!isFirst)
                me.Shared.WaitForFirst(me.Stop.Token);
            foreach (var shared in target.SharedObjects)
                Shared(shared);
        }
        finally
        {
            if (isFirst)
                me.Shared.FirstIsDone();
        }
    }

    private Operation Bind(Caller caller)
    {
        switch (target.Instance)
        {
            case InstanceScope.Op:
                return BindToEach(new LiveObject(target.Recipe!, caller), caller);
            case InstanceScope.Thread:
                Own = new LiveObject(target.Recipe!, caller);
                Own.Make();
                break;
            case InstanceScope.Group:
                caller.Instance = ValueOf(new ArgumentSource.Shared(SharedObject.Of(target.Recipe!)));
                break;
        }
        var call = caller.CallForGood(out var frame);
        var beside = new StepsOfCall(target, caller, frame, me.Planned.IndexInSpec);
        return target.HasSteps ? beside.Around(call, [], []) : Operation.Of(call);
    }

    /// <summary>A fresh object for each call.</summary>
    private Operation BindToEach(LiveObject each, Caller caller)
    {
        var call = caller.Call(out var frame);
        return new StepsOfCall(target, caller, frame, me.Planned.IndexInSpec).Around(call, [each.Make], [each.End]);
    }

    private Caller NewCaller() => new(target, ValueOf, Synchronous);

    private object? ValueOf(ArgumentSource source) => source switch
    {
        ArgumentSource.Bound bound => bound.Value,
        ArgumentSource.OwnThread => workloadThread ??= Describe(),
        ArgumentSource.StopToken => me.Stop.Token,
        ArgumentSource.Shared shared => Shared(shared.Object),
        _ => throw new InvalidOperationException($"no value for {source}"),
    };

    /// <summary>For the workloads that ask for it.</summary>
    private WorkloadThread Describe() => new(
        me.Planned.Name,
        me.Planned.Group,
        me.Planned.IndexInGroup,
        me.Planned.GroupSize,
        SeedOf(run.Plan.Seed, me.Planned.Index),
        Metrics.Report,
        me.Stop.Token);

    private object Shared(SharedObject what) => me.Shared.Get(what, recipe => new LiveObject(recipe, NewCaller()));

    private Delegate Synchronous(Delegate call) =>
        call.GetType().IsGenericType && AsyncCall.IsAsync(call.GetType().GetGenericArguments()[0]) ? AsyncCall.Waiting(call, wait ??= Wait()) : call;

    /// <summary>Made for the first asynchronous call only: a synchronous one never sees a synchronization context.</summary>
    private IOperationWait Wait()
    {
        if ((me.Planned.Spec.Spec.Async ?? target.DefaultAsync) == AsyncMode.Pool)
            return new PoolWait();
        var loop = new EventLoop(e => run.Failures.Faulted(me, e, FailurePhase.Background, me.Slot->Calls));
        SynchronizationContext.SetSynchronizationContext(loop);
        return loop;
    }
}
