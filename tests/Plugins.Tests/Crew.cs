using System.Collections.Concurrent;
using System.Reflection;
using Threadmill;

namespace Plugins.Tests;

/// <summary>
/// Runs workloads on real threads as the engine does: every instance is made on its own thread, all start together, each
/// calls its operation in a loop and disposes its instance at the end; a cancellation after the stop is a normal end.
/// </summary>
internal sealed class Crew : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly List<(Func<WorkloadThread, object> Make, Action<object> Operate, long Ops)> members = [];
    private readonly ConcurrentQueue<Exception> failures = new();
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<string, double> metrics = new();
    private long ops;
    private int bounded;
    private volatile bool isInterrupted;

    /// <summary>Exceptions that ended a thread, without those that a stop causes.</summary>
    public IReadOnlyCollection<Exception> Failures => failures;

    /// <summary>Calls that ended, over all threads.</summary>
    public long Ops => Interlocked.Read(ref ops);

    /// <summary>The last value of each reported metric.</summary>
    public IReadOnlyDictionary<string, double> Metrics => metrics;

    /// <summary>Adds threads that call the operation <paramref name="ops"/> times each; without a number, until the others have ended.</summary>
    public Crew Add<T>(int threads, Func<WorkloadThread, T> make, Action<T> operate, long ops = long.MaxValue)
        where T : notnull
    {
        for (int i = 0; i < threads; i++)
            members.Add((me => make(me), workload => operate((T)workload), ops));
        return this;
    }

    /// <summary>Lets each thread do its calls; the first to be done stops all others in the middle of theirs, if asked for, by token or by interrupt.</summary>
    public Crew Run(bool firstDoneStopsAll = false, bool firstDoneInterruptsAll = false)
    {
        using var firstDone = new ManualResetEventSlim();
        bounded = members.Count(member => member.Ops < long.MaxValue);
        using var start = new Barrier(members.Count);
        var threads = members.Select((_, index) => new Thread(() => Live(index, start, firstDone, firstDoneStopsAll)) { IsBackground = true }).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        if (firstDoneInterruptsAll)
        {
            Assert.True(firstDone.Wait(Patience), $"nobody is done after {Ops} calls");
            isInterrupted = true;
            foreach (var thread in threads)
                thread.Interrupt();
        }
        foreach (var (index, thread) in threads.Index())
            Assert.True(thread.Join(Patience), $"thread {index} of {threads.Length} hangs after {Ops} calls");
        return this;
    }

    public void Dispose() => stop.Dispose();

    /// <summary>Runs the checks of a shared object or workload.</summary>
    public static void Check(object target)
    {
        foreach (var method in target.GetType().GetMethods().Where(method => method.IsDefined(typeof(CheckAttribute))))
        {
            object? verdict = method.Invoke(target, BindingFlags.DoNotWrapExceptions, binder: null, parameters: null, culture: null);
            Assert.NotEqual(false, verdict);
        }
    }

    /// <summary>What the calling thread allocates per call, in bytes, once the code is warm.</summary>
    public static double AllocatedPerCall(Action operation, int calls = 2000)
    {
        for (int i = 0; i < calls; i++)
            operation();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < calls; i++)
            operation();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)calls;
    }

    private void Live(int index, Barrier start, ManualResetEventSlim firstDone, bool firstDoneStopsAll)
    {
        var (make, operate, limit) = members[index];
        object? workload = null;
        try
        {
            try
            {
                workload = make(new WorkloadThread(
                    $"T_{index}", "main", index, members.Count, seed: index, (name, value) => metrics[name] = value, stop.Token));
            }
            finally
            {
                start.SignalAndWait();
            }
            for (long done = 0; done < limit && !stop.IsCancellationRequested && !isInterrupted; done++)
            {
                operate(workload);
                Interlocked.Increment(ref ops);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch (ThreadInterruptedException) when (isInterrupted)
        {
        }
        catch (Exception failure)
        {
            failures.Enqueue(failure);
        }
        DrainInterrupt();
        firstDone.Set();
        if (limit < long.MaxValue && (Interlocked.Decrement(ref bounded) == 0 || firstDoneStopsAll))
            stop.Cancel();
        try
        {
            (workload as IDisposable)?.Dispose();
        }
        catch (Exception failure)
        {
            failures.Enqueue(failure);
        }
    }

    /// <summary>As the engine does before it disposes an instance.</summary>
    private static void DrainInterrupt()
    {
        try
        {
            Thread.Sleep(0);
        }
        catch (ThreadInterruptedException)
        {
        }
    }
}
