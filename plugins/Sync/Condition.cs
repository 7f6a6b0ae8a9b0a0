namespace Threadmill.Plugins.Sync;

/// <summary>Takes a permit and gives it back, waiting on a condition (<see cref="Monitor.Wait(object)"/>, <see cref="Monitor.Pulse"/>) while there is none.</summary>
/// <param name="hold">Busy time with the permit, such as <c>1us</c>; none by default.</param>
/// <param name="think">Busy time without it, before each call; none by default.</param>
[Workload("sync.condition")]
public sealed class Condition([Shared] Permits permits, WorkloadThread me, TimeSpan hold = default, TimeSpan think = default) : IDisposable
{
    private readonly Busy hold = new(hold, nameof(hold));
    private readonly Busy think = new(think, nameof(think));
    private readonly CancellationTokenRegistration wakeUp =
        me.StopToken.UnsafeRegister(static permits => ((Permits)permits!).WakeAll(), permits);

    [Operation]
    public void TakeAndReturn()
    {
        think.Spend();
        permits.Take(me.StopToken);
        hold.Spend();
        permits.Return();
    }

    public void Dispose() => wakeUp.Dispose();
}
