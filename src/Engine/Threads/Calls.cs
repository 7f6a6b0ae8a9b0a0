using System.Runtime.CompilerServices;

namespace Threadmill.Engine.Threads;

/// <summary>A call as a struct, so that one loop serves every kind of return value without a virtual call in it.</summary>
internal interface ICall
{
    /// <summary>The value of the last call that ended well; null for void.</summary>
    object? Last { get; }

    /// <summary>What is called.</summary>
    Delegate Target { get; }

    void Invoke();
}

internal struct VoidCall(Action call) : ICall
{
    public readonly object? Last => null;

    public readonly Delegate Target => call;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Invoke() => call();
}

internal struct ReferenceCall(Func<object?> call) : ICall
{
    private object? last;

    public readonly object? Last => last;

    public readonly Delegate Target => call;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke() => last = call();
}

internal struct ValueCall<T>(Func<T> call) : ICall
    where T : struct
{
    private T last;
    private bool hasLast;

    public readonly object? Last => hasLast ? last : null;

    public readonly Delegate Target => call;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke()
    {
        last = call();
        hasLast = true;
    }
}
