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
    /// <summary>A call that waits for other threads' calls is waited for no longer; what it calls has been compiled by then.</summary>
    private static readonly long Patience = Stopwatch.Frequency / 20;

    /// <summary>Often enough for a warm-up, and little work for a thousand threads.</summary>
    private static readonly long Nap = Stopwatch.Frequency / 100;

    private int taken;
    private volatile bool hasCalled;
    private volatile bool isDone;

    /// <summary>What its calls take until they are compiled for good: the runtime counts them, and compiles in the background.</summary>
    public static TimeSpan Lead { get; } = TimeSpan.FromSeconds(0.5);

    /// <summary>True for one thread, which then tells of its first call and of its end.</summary>
    public bool TryBecome() => Interlocked.Exchange(ref taken, 1) == 0;

    public void Called() => hasCalled = true;

    public void Done() => isDone = true;

    /// <summary>Sleeps until the forerunner is done, or hangs in its first call.</summary>
    public void Await(Func<bool> isStopped)
    {
        var until = Stopwatch.GetTimestamp() + Patience;
        while (!isDone && !isStopped() && (hasCalled || Stopwatch.GetTimestamp() < until))
            FineSleep.Until(Stopwatch.GetTimestamp() + Nap);
    }
}
