using Threadmill.Engine.Journal;

namespace Threadmill.Engine.Threads;

/// <summary>What is done right before and after each call, untimed: a fresh object, set-up and clean-up. One thread's own.</summary>
/// <param name="before">Until one throws.</param>
/// <param name="returned">After a call that ended well: what looks at its result, and is part of it.</param>
/// <param name="after">After every call: all of them, whatever was thrown before.</param>
internal sealed class CallSteps(Action[] before, Action[] returned, Action[] after)
{
    private bool isBefore;
    private bool isAfter;

    /// <summary>What the steps allocated on the calling thread so far.</summary>
    public long AllocatedBytes { get; private set; }

    public void Before()
    {
        var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        isBefore = true;
        isAfter = false;
        foreach (var step in before)
            step();
        isBefore = false;
        AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
    }

    public void After()
    {
        var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        foreach (var step in returned)
            step();
        isAfter = true;
        LiveObject.RunAll(after);
        AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
    }

    /// <summary>The call, or something beside it, threw: what comes after calls must come all the same.</summary>
    /// <exception cref="AggregateException">That threw too: both.</exception>
    public void AfterFailure(Exception failure)
    {
        if (isAfter)
            return;
        try
        {
            LiveObject.RunAll(after);
        }
        catch (Exception second)
        {
            throw new AggregateException(failure, second);
        }
    }

    /// <summary>Where the last failure happened.</summary>
    /// <param name="phase">What the call itself is part of.</param>
    public FailurePhase PhaseOf(FailurePhase phase) => isBefore ? FailurePhase.Setup : isAfter ? FailurePhase.Teardown : phase;
}
