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

    /// <summary>Compiles the loop that will run, so that without a warm-up its compiling does not delay the first call.</summary>
    public abstract void PrepareLoop(bool isSampled, bool byTsc);

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
            return new TypedOperation<VoidCall>(new(action), steps);
        if (call is Func<object?> reference)
            return new TypedOperation<ReferenceCall>(new(reference), steps);
        var value = typeof(ValueCall<>).MakeGenericType(call.GetType().GetGenericArguments()[0]);
        return (Operation)Activator.CreateInstance(typeof(TypedOperation<>).MakeGenericType(value), Activator.CreateInstance(value, call), steps)!;
    }
}
