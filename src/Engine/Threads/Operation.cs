using System.Reflection;
using System.Runtime.CompilerServices;
using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Threads;

/// <summary>One thread's call and the loops round it, whatever it returns; the last value is kept, so that the work cannot be optimised away.</summary>
internal abstract class Operation
{
    /// <summary>The value of the last call that ended well, boxed now; null for void.</summary>
    public abstract object? Returned { get; }

    /// <summary>What is done beside each call, untimed; null: nothing.</summary>
    public abstract CallSteps? Steps { get; }

    /// <summary>One call, without a stamp and without its steps.</summary>
    public abstract void CallUntimed();

    /// <summary>Makes one call between two stamps of the monotonic clock, in nanoseconds; nothing else stands between them.</summary>
    public abstract void Call(out long startedNs, out long endedNs);

    /// <summary>Compiles what a single call runs through, so that it is not mostly JIT.</summary>
    public abstract void Prepare();

    /// <summary>Times every call: it begins where the last one ended, so that one clock read per call is enough.</summary>
    public abstract void RunTimed(ref LoopFrame frame, bool byTsc);

    /// <summary>Times every call with two stamps of its own, between which stands nothing but the call; its steps come before and after.</summary>
    public abstract void RunStepped(ref LoopFrame frame, bool byTsc);

    /// <summary>Times one call in <see cref="LoopFrame.Every"/> on average, with two stamps of its own.</summary>
    public abstract void RunSampled(ref LoopFrame frame, bool byTsc);

    /// <param name="call">An <see cref="Action"/> or a <see cref="Func{TResult}"/>.</param>
    /// <param name="steps">What is done beside each call.</param>
    public static Operation Of(Delegate call, CallSteps? steps = null)
    {
        if (call is Action action)
            return new Operation<VoidCall>(new(action), steps);
        if (call is Func<object?> reference)
            return new Operation<ReferenceCall>(new(reference), steps);
        var value = typeof(ValueCall<>).MakeGenericType(call.GetType().GetGenericArguments()[0]);
        return (Operation)Activator.CreateInstance(typeof(Operation<>).MakeGenericType(value), Activator.CreateInstance(value, call), steps)!;
    }
}

/// <remarks>
/// The loops are compiled fully optimised at once: a loop that is itself tiered by profile would inline the target by guarded
/// devirtualisation and so change what it measures.
/// </remarks>
internal sealed class Operation<TCall>(TCall initial, CallSteps? steps) : Operation
    where TCall : struct, ICall
{
    private static int isCallCompiled;
    private TCall call = initial;

    public override object? Returned => call.Last;

    public override CallSteps? Steps => steps;

    public override void Prepare()
    {
        RuntimeHelpers.PrepareDelegate(call.Target);
        if (Interlocked.Exchange(ref isCallCompiled, 1) != 0)
            return;
        foreach (var name in new[] { nameof(Call), nameof(Stamped) })
            RuntimeHelpers.PrepareMethod(typeof(Operation<TCall>).GetMethod(name, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)!.MethodHandle, [typeof(TCall).TypeHandle]);
    }

    public override void CallUntimed() => call.Invoke();

    public override void Call(out long startedNs, out long endedNs)
    {
        if (steps is null)
        {
            Stamped(out startedNs, out endedNs);
            return;
        }
        try
        {
            steps.Before();
            Stamped(out startedNs, out endedNs);
            steps.After();
        }
        catch (Exception e)
        {
            steps.AfterFailure(e);
            throw;
        }
    }

    public override void RunTimed(ref LoopFrame frame, bool byTsc)
    {
        if (byTsc)
            Timed<TscTicks>(ref frame);
        else
            Timed<MonotonicTicks>(ref frame);
    }

    public override void RunStepped(ref LoopFrame frame, bool byTsc)
    {
        try
        {
            if (byTsc)
                Stepped<TscTicks>(ref frame, steps!);
            else
                Stepped<MonotonicTicks>(ref frame, steps!);
        }
        catch (Exception e)
        {
            steps!.AfterFailure(e);
            throw;
        }
    }

    public override void RunSampled(ref LoopFrame frame, bool byTsc)
    {
        if (byTsc)
            Sampled<TscTicks>(ref frame);
        else
            Sampled<MonotonicTicks>(ref frame);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Stamped(out long startedNs, out long endedNs)
    {
        endedNs = 0;
        startedNs = Clock.Now();
        call.Invoke();
        endedNs = Clock.Now();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Stepped<TTicks>(ref LoopFrame frame, CallSteps beside)
        where TTicks : struct, ITicks
    {
        while (frame.LastTicks < frame.UntilTicks && !frame.IsOver)
        {
            frame.Calls++;
            beside.Before();
            var from = TTicks.Read();
            *frame.PublishedStart = from;
            call.Invoke();
            var now = TTicks.Read();
            beside.After();
            Histogram.Record(frame.Histogram, TTicks.ToNs(now - from, frame.NsPerTickQ32));
            frame.LastTicks = now;
            *frame.PublishedOps = ++frame.Ops;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Timed<TTicks>(ref LoopFrame frame)
        where TTicks : struct, ITicks
    {
        var mine = call;
        var histogram = frame.Histogram;
        var publishedOps = frame.PublishedOps;
        var publishedStart = frame.PublishedStart;
        var scale = frame.NsPerTickQ32;
        var until = frame.UntilTicks;
        var last = frame.LastTicks;
        while (last < until && !frame.IsOver)
        {
            frame.Calls++;
            *publishedStart = last;
            mine.Invoke();
            var now = TTicks.Read();
            Histogram.Record(histogram, TTicks.ToNs(now - last, scale));
            frame.LastTicks = last = now;
            *publishedOps = ++frame.Ops;
        }
        call = mine;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Sampled<TTicks>(ref LoopFrame frame)
        where TTicks : struct, ITicks
    {
        var mine = call;
        var scale = frame.NsPerTickQ32;
        var last = frame.LastTicks;
        while (last < frame.UntilTicks && !frame.IsOver)
        {
            var gap = Math.Min(frame.NextGap(), frame.MaxCalls - frame.Calls - 1);
            var stop = frame.Stop;
            var begun = 0L;
            for (; begun < gap && *stop == 0; begun++)
            {
                frame.Calls++;
                mine.Invoke();
            }
            var from = TTicks.Read();
            frame.Calls++;
            *frame.PublishedStart = from;
            mine.Invoke();
            var now = TTicks.Read();
            Histogram.Record(frame.Histogram, TTicks.ToNs(now - from, scale));
            frame.SeeStall(TTicks.ToNs(from - last, scale), begun);
            frame.Ops += begun + 1;
            *frame.PublishedOps = frame.Ops;
            frame.LastTicks = last = now;
        }
        call = mine;
    }
}
