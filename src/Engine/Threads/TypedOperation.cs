using System.Reflection;
using System.Runtime.CompilerServices;
using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Threads;

/// <summary>The loops round one kind of call.</summary>
/// <remarks>
/// The loops are compiled fully optimised at once: a loop that is itself tiered by profile would inline the target by guarded
/// devirtualisation and so change what it measures.
/// </remarks>
internal sealed class TypedOperation<TCall>(TCall initial, CallSteps? steps) : Operation
    where TCall : struct, ICall
{
    private static int compiled;
    private TCall call = initial;

    public override object? Returned => call.Last;

    public override CallSteps? Steps => steps;

    public override void Prepare()
    {
        RuntimeHelpers.PrepareDelegate(call.Target);
        if (IsFirst(1))
        {
            Compile(nameof(Call), [typeof(TCall).TypeHandle]);
            Compile(nameof(Stamped), [typeof(TCall).TypeHandle]);
        }
    }

    public override void PrepareLoop(bool isSampled, bool byTsc)
    {
        if (IsFirst(2 << (((steps is not null ? 2 : isSampled ? 1 : 0) * 2) + (byTsc ? 1 : 0))))
            Compile(steps is not null ? nameof(Stepped) : isSampled ? nameof(Sampled) : nameof(Timed), [typeof(TCall).TypeHandle, (byTsc ? typeof(TscTicks) : typeof(MonotonicTicks)).TypeHandle]);
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
            beside.Before();
            var from = TTicks.Read();
            *frame.PublishedStart = from;
            call.Invoke();
            var now = TTicks.Read();
            beside.After();
            TTicks.Record(frame.Histogram, now - from, frame.NsPerTickQ32);
            frame.LastTicks = now;
            *frame.PublishedOps = ++frame.Ops;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Timed<TTicks>(ref LoopFrame frame)
        where TTicks : struct, ITicks
    {
        // What the frame holds is read from it each time: copies would not fit into registers and be read from the stack instead.
        var mine = call;
        var last = frame.LastTicks;
        while (last < frame.UntilTicks && !frame.IsOver)
        {
            *frame.PublishedStart = last;
            mine.Invoke();
            var now = TTicks.Read();
            TTicks.Record(frame.Histogram, now - last, frame.NsPerTickQ32);
            frame.LastTicks = last = now;
            *frame.PublishedOps = ++frame.Ops;
        }
        call = mine;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Sampled<TTicks>(ref LoopFrame frame)
        where TTicks : struct, ITicks
    {
        var scale = frame.NsPerTickQ32;
        var last = frame.LastTicks;
        while (last < frame.UntilTicks && !frame.IsOver)
        {
            frame.Gap = Math.Min(frame.NextGap(), frame.UntilOps - frame.Ops - 1);
            Untimed(ref frame);
            var from = TTicks.Read();
            *frame.PublishedStart = from;
            call.Invoke();
            var now = TTicks.Read();
            TTicks.Record(frame.Histogram, now - from, scale);
            frame.SeeStall(TTicks.ToNs(from - last, scale), frame.Untimed);
            *frame.PublishedOps = frame.Ops += frame.Untimed + 1;
            frame.Gap = frame.GapLeft = 0;
            frame.LastTicks = last = now;
        }
    }

    /// <summary>The calls of a gap: a loop of its own, in which all it needs stays in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private unsafe void Untimed(ref LoopFrame frame)
    {
        var mine = call;
        var stop = frame.Stop;
        var left = frame.GapLeft = frame.Gap;
        while (left > 0 && *stop == 0)
        {
            mine.Invoke();
            frame.GapLeft = --left;
        }
        call = mine;
    }

    /// <summary>All threads that make the same kind of call share what is compiled.</summary>
    private static bool IsFirst(int bit) => (Interlocked.Or(ref compiled, bit) & bit) == 0;

    private static void Compile(string method, RuntimeTypeHandle[] arguments) => RuntimeHelpers.PrepareMethod(
        typeof(TypedOperation<TCall>).GetMethod(method, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)!.MethodHandle,
        arguments);
}
