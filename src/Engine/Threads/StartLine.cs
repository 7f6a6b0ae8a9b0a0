using System.Diagnostics;
using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Threads;

/// <summary>
/// Where all threads of a run wait for each other, to be released at one instant. Up to as many threads as CPUs spin on the
/// clock to an agreed moment (skew well below a microsecond); more park, because spinning threads would keep the late ones off
/// their CPUs. Parked ones are woken one by one, and would keep the CPUs from whoever wakes the rest (measured: 256 busy threads
/// on 2 CPUs came out in 40 s). So each has a gate of its own, whose lock nobody else waits for, and sleeps on until the agreed
/// moment, when the system's timer makes all of them ready at once.
/// </summary>
/// <remarks>Every thread must arrive exactly once, also one whose setup failed, else the others wait until they are asked to stop.</remarks>
internal sealed class StartLine : IDisposable
{
    /// <summary>With more threads than this nobody waits for the last one to begin: none would notice the skew.</summary>
    private const int CourtesyLimit = 256;

    /// <summary>What the last to arrive gives spinning threads to see the moment: several times what a cache line takes.</summary>
    private static readonly long SpinLead = Stopwatch.Frequency / 50_000;

    /// <summary>What it gives parked ones to wake up.</summary>
    private static readonly long WakeLead = Stopwatch.Frequency / 1_000;

    /// <summary>And for each of them, since they are woken one by one and have their meters to open.</summary>
    private static readonly long WakeLeadEach = Stopwatch.Frequency / 14_000;

    private static readonly TimeSpan Courtesy = TimeSpan.FromMilliseconds(20);

    private readonly int runners;
    private readonly Thread? releaser;
    private readonly ManualResetEventSlim[] gates;
    private readonly ManualResetEventSlim allBegun = new(false, 0);
    private int begun;
    private int arrived;
    private int parked;
    private long releaseAt;
    private volatile bool isOver;

    /// <param name="commonRelease">When several processes release theirs together, on the monotonic clock; 0 while that is not known.</param>
    public StartLine(int runners, int cpus, Func<long>? commonRelease = null)
    {
        this.runners = commonRelease is null ? runners : runners + 1;
        IsSpinning = runners <= cpus;
        gates = new ManualResetEventSlim[this.runners];
        for (var i = 0; i < gates.Length; i++)
            gates[i] = new(false, 0);
        if (commonRelease is not null)
        {
            releaser = new Thread(() => ReleaseWithOthers(commonRelease)) { IsBackground = true, Name = "release" };
            releaser.Start();
        }
    }

    private bool IsSpinning { get; }

    /// <summary>How many have come so far.</summary>
    public int Arrived => Volatile.Read(ref arrived);

    /// <summary>True once nobody is missing.</summary>
    public bool IsReleased => Arrived >= runners;

    /// <summary>Counts the caller in and waits for the others.</summary>
    /// <param name="getReady">
    /// The last that it does before the moment comes. Parked threads do it when they were woken, in the time that waking the
    /// others takes: while all are being started it would cost as much as half of the start.
    /// </param>
    /// <exception cref="OperationCanceledException">The wait was given up.</exception>
    public void Pass(Action getReady, CancellationToken giveUp)
    {
        if (IsSpinning)
            getReady();
        var number = Interlocked.Increment(ref arrived);
        if (number == runners)
            ReleaseNow();
        else
            WaitForRelease(gates[number], giveUp);
        var moment = Volatile.Read(ref releaseAt);
        if (!IsSpinning)
        {
            getReady();
            FineSleep.Until(moment);
        }
        while (Stopwatch.GetTimestamp() < moment)
        {
        }
    }

    /// <summary>The caller is about to begin its work.</summary>
    public void Begin()
    {
        if (Interlocked.Increment(ref begun) == runners)
            allBegun.Set();
    }

    /// <summary>
    /// Keeps a thread that is done early from cleaning up on a CPU that others need to begin: with many threads for few CPUs
    /// that is most of their start skew. A moment only: work may be long.
    /// </summary>
    public void AwaitAllBegun()
    {
        if (IsSpinning || runners > CourtesyLimit || Volatile.Read(ref begun) >= runners)
            return;
        try
        {
            allBegun.Wait(Courtesy);
        }
        catch (ThreadInterruptedException)
        {
            // The thread is asked to stop, which it is about to do anyway.
        }
    }

    /// <summary>Counts in one that is not released: a thread that could not be started.</summary>
    public void Excuse()
    {
        if (Interlocked.Increment(ref arrived) == runners)
            ReleaseNow();
    }

    public void Dispose()
    {
        isOver = true;
        releaser?.Join();
        allBegun.Dispose();
        Array.ForEach(gates, g => g.Dispose());
    }

    private void ReleaseNow()
    {
        var sleepers = Volatile.Read(ref parked);
        Release(Stopwatch.GetTimestamp() + (sleepers == 0 ? SpinLead : WakeLead + (WakeLeadEach * sleepers)));
    }

    private void Release(long moment)
    {
        Volatile.Write(ref releaseAt, moment);
        Array.ForEach(gates, g => g.Set());
    }

    /// <summary>
    /// One more runner, which comes when the threads of other processes have come too: all are released at the instant that
    /// their supervisor names. Spinning threads are told of it early; for others the gates open then.
    /// </summary>
    private void ReleaseWithOthers(Func<long> commonRelease)
    {
        while (commonRelease() == 0)
        {
            if (isOver)
                return;
            Thread.Sleep(1);
        }
        var moment = commonRelease();
        if (IsSpinning)
        {
            Interlocked.Increment(ref arrived);
            Release(Stopwatch.GetTimestamp() + (long)((moment - Clock.Now()) * (Stopwatch.Frequency / 1e9)));
            return;
        }
        while (Clock.Now() < moment)
            Thread.SpinWait(1);
        Excuse();
    }

    /// <summary>With a CPU for each, spins for 50 ms; who is later than that is waited for asleep, not on a burning CPU.</summary>
    private void WaitForRelease(ManualResetEventSlim gate, CancellationToken giveUp)
    {
        var patience = IsSpinning ? Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 20) : 0;
        while (Volatile.Read(ref releaseAt) == 0)
        {
            giveUp.ThrowIfCancellationRequested();
            if (Stopwatch.GetTimestamp() < patience)
                continue;
            Interlocked.Increment(ref parked);
            gate.Wait(giveUp);
        }
    }
}
