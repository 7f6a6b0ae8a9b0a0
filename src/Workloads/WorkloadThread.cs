namespace Threadmill;

/// <summary>
/// What a workload may know of the thread it runs on. Take it as a parameter of a workload method or constructor:
/// it is injected and is not an argument. All members may be used from that thread only, except <see cref="StopToken"/>.
/// </summary>
/// <remarks>The public constructor exists so that a workload can be called from a unit test.</remarks>
public class WorkloadThread
{
    private readonly Action<string, double>? report;

    /// <summary>Makes the description of a thread.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="group">The name of its group.</param>
    /// <param name="index">Its position in the group, from 0.</param>
    /// <param name="groupSize">How many threads the group has, at least 1.</param>
    /// <param name="seed">Seeds <see cref="Random"/>.</param>
    /// <param name="report">Receives what <see cref="Report"/> is given; null discards it.</param>
    /// <param name="stopToken">Canceled when the thread is asked to stop.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not below <paramref name="groupSize"/>.</exception>
    public WorkloadThread(
        string name = "Thread-1",
        string group = "main",
        int index = 0,
        int groupSize = 1,
        int seed = 0,
        Action<string, double>? report = null,
        CancellationToken stopToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, groupSize);
        Name = name;
        Group = group;
        Index = index;
        GroupSize = groupSize;
        Random = new Random(seed);
        StopToken = stopToken;
        this.report = report;
    }

    /// <summary>The thread's full name; the operating system may see a shortened one.</summary>
    public string Name { get; }

    /// <summary>The name of the group; <c>main</c> if none was given.</summary>
    public string Group { get; }

    /// <summary>The thread's position in its group, from 0: what to use to share out work.</summary>
    public int Index { get; }

    /// <summary>How many threads the group has.</summary>
    public int GroupSize { get; }

    /// <summary>A random stream of this thread's own: the same seed and the same plan give the same stream.</summary>
    public Random Random { get; }

    /// <summary>Canceled when the thread is asked to stop: time is up, a signal came, or a failure policy says so.</summary>
    public CancellationToken StopToken { get; }

    /// <summary>False once the thread is asked to stop. Costs a field read: fit for the head of an endless loop.</summary>
    public bool KeepRunning => !StopToken.IsCancellationRequested;

    /// <summary>Reports a value of the workload's own, such as <c>bytes</c>; last, sum, min, max and count are kept per thread.</summary>
    /// <remarks>
    /// What uncounted calls (warm-up, run-in, run-out) report is not kept; what a constructor, a check or <c>Dispose</c> reports is.
    /// A name with <c>bytes</c> or <c>ns</c> as a word, such as <c>bytes</c>, <c>bytes/s</c>, <c>ns/hop</c>, <c>wake-up ns</c>, is shown with its unit.
    /// </remarks>
    /// <param name="metric">The metric's name, with its unit unless it is a plain count.</param>
    /// <param name="value">Any finite number.</param>
    /// <exception cref="ArgumentException">The value is not finite or the name is empty.</exception>
    public void Report(string metric, double value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(metric);
        if (!double.IsFinite(value))
            throw new ArgumentException($"metric '{metric}' must be finite, not {value}", nameof(value));
        report?.Invoke(metric, value);
    }
}
