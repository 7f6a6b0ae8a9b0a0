using System.Diagnostics;
using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Threads;

/// <summary>
/// Where there are more threads than CPUs, one thread of a spec begins to warm up before the others do. The runtime compiles and
/// replaces methods under mutexes whose waiters it wakes one by one, and busy threads keep each of them off the CPUs for a round
/// of the scheduler (measured: 256 threads of cpu.dot on 2 CPUs had not all made their first call after 20 s).
/// </summary>
internal sealed class Forerunner
{
    /// <summary>A call that waits for other threads' calls is waited for no longer than so; what it calls has been compiled by then.</summary>
    private static readonly long Patience = Stopwatch.Frequency / 20;

    /// <summary>Often enough for a warm-up, and little work for a thousand threads.</summary>
    private static readonly long Nap = Stopwatch.Frequency / 100;

    private int taken;
    private long calledAt; // 0: not yet
    private volatile bool isDone;

    /// <summary>What its calls take until they are compiled for good: the runtime counts them, and compiles in the background.</summary>
    public static TimeSpan Lead { get; } = TimeSpan.FromSeconds(0.5);

    /// <summary>True for one thread, which then tells of its first call and of its end.</summary>
    public bool TryBecome() => Interlocked.Exchange(ref taken, 1) == 0;

    public void Called() => Volatile.Write(ref calledAt, Stopwatch.GetTimestamp());

    public void Done() => isDone = true;

    /// <summary>Sleeps until the forerunner is done, or hangs in its first call or in a later one.</summary>
    public void Await(Func<bool> isStopped)
    {
        var since = Stopwatch.GetTimestamp();
        while (!isDone && !isStopped() && Stopwatch.GetTimestamp() < Latest(since))
            FineSleep.Until(Stopwatch.GetTimestamp() + Nap);
    }

    /// <summary>A publisher, say, fills the channels of those who wait for it, and then waits for them.</summary>
    private long Latest(long since)
    {
        var called = Volatile.Read(ref calledAt);
        return Patience + (called == 0 ? since : called + (long)(Lead.TotalSeconds * Stopwatch.Frequency));
    }
}
