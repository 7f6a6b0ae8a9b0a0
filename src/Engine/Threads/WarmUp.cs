using System.Diagnostics;
using System.Runtime;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Planning;

namespace Threadmill.Engine.Threads;

/// <summary>How long a loop warms up: exactly, or until it has settled.</summary>
internal readonly record struct Warmth(TimeSpan Shortest, TimeSpan Longest)
{
    /// <summary>The run-time needs some 0.8 s of calls to bring a method to its final speed (measured: the first window is then within 6 % of it).</summary>
    private static readonly Warmth Adaptive = new(TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(5));

    public static Warmth Of(ThreadSpec spec) =>
        spec.Warmup is { } exactly ? new(exactly, exactly)
        : spec is { Duration: not null, Daemon: false, UntilFailure: false } ? Adaptive
        : default;
}

/// <summary>Runs the measured loop, uncounted, until the JIT is still and the cost of a call has settled.</summary>
/// <param name="meter">The calling thread's.</param>
internal sealed unsafe class WarmUp(LoopStretch stretch, Warmth warmth, CpuMeter meter)
{
    private static readonly TimeSpan WindowLength = TimeSpan.FromMilliseconds(50);
    private const int StillWindows = 4;
    private const double SettledWithin = 0.03;

    private readonly double[] costs = new double[StillWindows];
    private int windows;
    private double elapsedNs = double.MaxValue;
    private int stillFor;
    private long compiled;

    /// <summary>What a call took in the last window, the loop's own cost included, in ns.</summary>
    public double TimedNs { get; private set; }

    /// <summary>The same less what timing it costs.</summary>
    public double CallNs => Math.Max(TimedNs - stretch.LoopClock.ReadNs, 0.5);

    /// <summary>False if the thread must end.</summary>
    public bool Run()
    {
        var slot = stretch.Slot;
        var fromNs = Clock.Now();
        var goesOn = true;
        for (var elapsed = TimeSpan.Zero; goesOn && elapsed < warmth.Longest && !(elapsed >= warmth.Shortest && IsSettled); elapsed = Since(fromNs))
        {
            var length = warmth.Longest - elapsed;
            goesOn = Window(length < WindowLength ? length : WindowLength);
        }
        slot->WarmupNs = Clock.Now() - fromNs;
        return goesOn;
    }

    /// <summary>Chooses how many calls to time, and warms the sampling loop where it will be used.</summary>
    public Sampling Calibrate()
    {
        var chosen = Sampling.Calibrated(TimedNs, stretch.LoopClock.ReadNs, elapsedNs);
        if (chosen.Every == 1)
            return chosen;
        stretch.Sampling = chosen;
        Window(WindowLength);
        // Beside what timing every call took, a short call was hardly seen; now it is.
        return Sampling.For(TimedNs, stretch.LoopClock.ReadNs, elapsedNs);
    }

    /// <summary>By how much of the least the costs of the last windows differ; 0: nothing was called.</summary>
    public double Spread
    {
        get
        {
            Extremes(out var least, out var most);
            return least > 0 ? (most / least) - 1 : 0;
        }
    }

    /// <summary>It went on to its end without the cost having come to rest; one whose length was given was not to wait for that.</summary>
    public bool WasInVain => warmth.Longest > warmth.Shortest && windows > 0 && !IsSettled;

    private bool IsSettled => stillFor >= StillWindows && Spread <= SettledWithin;

    private static TimeSpan Since(long fromNs) => TimeSpan.FromMicroseconds((Clock.Now() - fromNs) / 1000.0);

    private bool Window(TimeSpan length)
    {
        var slot = stretch.Slot;
        var opsBefore = slot->WarmupOps;
        var waitedBefore = meter.Read().RunQueueWaitNs;
        var from = Stopwatch.GetTimestamp();
        var goesOn = stretch.Run(FailurePhase.Warmup, &slot->WarmupOps, null, stretch.TicksAfter(length), long.MaxValue);
        var ops = slot->WarmupOps - opsBefore;
        if (ops == 0)
            return goesOn;
        // Time in which the thread was kept from its CPU says nothing of the call.
        var elapsed = Stopwatch.GetElapsedTime(from).TotalNanoseconds;
        elapsedNs = Math.Min(elapsedNs, elapsed / ops);
        See(Math.Max(elapsed - (meter.Read().RunQueueWaitNs - waitedBefore), 0) / ops);
        return goesOn;
    }

    private void See(double costNs)
    {
        costs[windows++ % StillWindows] = costNs;
        // What disturbs a window only ever adds: the least says most.
        Extremes(out var least, out _);
        TimedNs = least;
        var now = JitInfo.GetCompiledMethodCount();
        stillFor = now == compiled ? stillFor + 1 : 0;
        compiled = now;
    }

    /// <summary>A plain loop, and no tuple: what is generic over doubles is compiled at run time, by all threads at once.</summary>
    private void Extremes(out double least, out double most)
    {
        least = most = costs[0];
        for (var i = 1; i < Math.Min(windows, StillWindows); i++)
        {
            least = Math.Min(least, costs[i]);
            most = Math.Max(most, costs[i]);
        }
    }
}
