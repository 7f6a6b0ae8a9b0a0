using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Threadmill.Engine.Targets;

/// <summary>A target with every argument found and converted: what is left to know is which thread calls it. Shared by all threads of a spec.</summary>
public sealed class BoundTarget
{
    private CallEmitter? emitter;
    private int isCompiled;

    /// <summary>What unnamed threads are called after: the workload's name or <c>Type.Method</c>.</summary>
    public required string Name { get; init; }

    public required MethodInfo Method { get; init; }
    public required ImmutableArray<ArgumentSource> MethodArguments { get; init; }

    /// <summary>Null for static methods.</summary>
    public ConstructorInfo? Constructor { get; init; }
    public ImmutableArray<ArgumentSource> ConstructorArguments { get; init; } = [];

    /// <summary>Null for static methods.</summary>
    public InstanceScope? Instance { get; init; }

    /// <summary>Run on each thread's instance before it is disposed.</summary>
    public IReadOnlyList<MethodInfo> Checks { get; init; } = [];

    /// <summary>The keyword arguments as given, and the defaults that were filled in, as text.</summary>
    public required ImmutableSortedDictionary<string, string> Kwargs { get; init; }

    /// <summary>What asynchronous operations do if the spec does not say.</summary>
    public AsyncMode DefaultAsync { get; init; } = AsyncMode.Thread;

    /// <summary>The file it was loaded from.</summary>
    public required string PluginPath { get; init; }

    public IEnumerable<SharedObject> SharedObjects => MethodArguments.Concat(ConstructorArguments)
        .OfType<ArgumentSource.Shared>().Select(s => s.Object).DistinctBy(o => o.Key);

    /// <summary>
    /// Runs the type initialisers that a call would run and compiles the method, so that a single call is not mostly JIT.
    /// What an initialiser throws comes through as it is thrown to any caller.
    /// </summary>
    public void Prepare()
    {
        if (Method.DeclaringType is { } type)
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        if (Interlocked.Exchange(ref isCompiled, 1) != 0)
            return;
        RuntimeHelpers.PrepareMethod(Method.MethodHandle, Method.DeclaringType is { IsGenericType: true } generic
            ? [.. generic.GetGenericArguments().Select(a => a.TypeHandle)]
            : null);
    }

    /// <summary>The instance for one thread, or null for a static method. Runs foreign code: the constructor.</summary>
    public object? Construct(Func<ArgumentSource, object?> value) =>
        Constructor?.Invoke(BindingFlags.DoNotWrapExceptions, null, [.. ConstructorArguments.Select(value)], null);

    /// <summary>
    /// A delegate without parameters that makes one call on the instance: <see cref="Action"/> for void, else
    /// <see cref="Func{TResult}"/> of the exact return type.
    /// </summary>
    public Delegate CallOn(object? instance, Func<ArgumentSource, object?> value) =>
        LazyInitializer.EnsureInitialized(ref emitter, () => new CallEmitter(Method))
            .Close(instance, [.. MethodArguments.Select(value)]);
}
