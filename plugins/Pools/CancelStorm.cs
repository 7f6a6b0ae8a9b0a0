using System.Globalization;

namespace Threadmill.Plugins.Pools;

/// <summary>Lets many wait for one token, and cancels it: each of them must hear of it, once.</summary>
[Workload("cancel.storm")]
public sealed class CancelStorm
{
    private readonly CancellationToken stop;
    private readonly WaiterKind kind;
    private readonly CancellationTokenSource[] linked;
    private readonly CancellationTokenRegistration[] registrations;
    private readonly Task[] tasks;
    private readonly Action heard;
    private int told;

    /// <param name="waiters">How many wait, at least 1.</param>
    /// <param name="kind"><c>callback</c>, <c>linked</c> (a source each) or <c>delay</c> (a task each).</param>
    public CancelStorm(WorkloadThread me, int waiters = 1000, WaiterKind kind = WaiterKind.Callback)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(waiters, 1);
        this.kind = kind;
        stop = me.StopToken;
        heard = () => told++;
        linked = new CancellationTokenSource[kind == WaiterKind.Linked ? waiters : 0];
        tasks = new Task[kind == WaiterKind.Delay ? waiters : 0];
        registrations = new CancellationTokenRegistration[waiters];
    }

    /// <returns>How many were told.</returns>
    [Operation]
    public int Cancel()
    {
        stop.ThrowIfCancellationRequested();
        told = 0;
        using var source = new CancellationTokenSource();
        for (int i = 0; i < registrations.Length; i++)
            Register(i, source.Token);
        source.Cancel();
        foreach (var task in tasks)
            told += task.IsCanceled ? 1 : 0;
        foreach (var registration in registrations)
            registration.Dispose();
        foreach (var own in linked)
            own.Dispose();
        if (told != registrations.Length)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{told} of {registrations.Length} waiters were told"));
        return told;
    }

    private void Register(int index, CancellationToken token)
    {
        if (kind == WaiterKind.Delay)
        {
            tasks[index] = Task.Delay(Timeout.Infinite, token);
            return;
        }
        if (kind == WaiterKind.Linked)
        {
            linked[index] = CancellationTokenSource.CreateLinkedTokenSource(token);
            token = linked[index].Token;
        }
        registrations[index] = token.UnsafeRegister(static heard => ((Action)heard!)(), heard);
    }
}
