using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Threadmill.Engine.Targets;

/// <summary>A target with every argument found and converted: what is left to know is which thread calls it. Shared by all threads of a spec.</summary>
public sealed class BoundTarget
{
    private readonly ConcurrentDictionary<MemberInfo, CallEmitter> emitters = [];
    private int isCompiled;
    private ImmutableArray<SharedObject> sharedObjects;

    /// <summary>What unnamed threads are called after: the workload's name or <c>Type.Method</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What is called and timed: a method, or a constructor.</summary>
    public required MethodBase Method { get; init; }
    public required ImmutableArray<ArgumentSource> MethodArguments { get; init; }

    /// <summary>Lists of arguments that calls take in turn; empty: all calls have <see cref="MethodArguments"/>.</summary>
    public ImmutableArray<ArgumentRow> Rows { get; init; } = [];

    /// <summary>How the object is made on which it is called; null for static methods and constructors.</summary>
    public ObjectRecipe? Recipe { get; init; }

    /// <summary>Who shares that object; null for static methods and constructors.</summary>
    public InstanceScope? Instance { get; init; }

    /// <summary>What its group must have before a thread sets up, beside what its parameters name.</summary>
    public ImmutableArray<SharedObject> Needs { get; init; } = [];

    /// <summary>Called on the object right before each call, untimed.</summary>
    public ImmutableArray<Step> Before { get; init; } = [];

    /// <summary>Called on the object right after each call, untimed; also if the call threw.</summary>
    public ImmutableArray<Step> After { get; init; } = [];

    /// <summary>How many operations its author counts in one call.</summary>
    public int InnerOps { get; init; } = 1;

    /// <summary>The keyword arguments as given, and the defaults that were filled in, as text.</summary>
    public required ImmutableSortedDictionary<string, string> Kwargs { get; init; }

    /// <summary>What asynchronous operations do if the spec does not say.</summary>
    public AsyncMode DefaultAsync { get; init; } = AsyncMode.Thread;

    /// <summary>The file it was loaded from.</summary>
    public required string PluginPath { get; init; }

    public ImmutableArray<Remark> Remarks { get; init; } = [];

    /// <summary>Told where several threads call it; null: nothing.</summary>
    public Remark? RemarkForThreads { get; init; }

    /// <summary>What its group must have, in the order in which it is made.</summary>
    public ImmutableArray<SharedObject> SharedObjects => sharedObjects.IsDefault ? sharedObjects = FindSharedObjects() : sharedObjects;

    /// <summary>True where something untimed stands beside each call, so that each is timed by two stamps of its own.</summary>
    public bool HasSteps => Instance == InstanceScope.Op || !Rows.IsEmpty || !Before.IsEmpty || !After.IsEmpty || MakesDisposable;

    /// <summary>What stands beside each call, for a person.</summary>
    public IEnumerable<string> StepNames =>
    [
        .. Instance == InstanceScope.Op ? ["a fresh object and its end"] : Array.Empty<string>(),
        .. Before.Concat(After).Select(s => s.Method.Name),
        .. Rows.IsEmpty ? Array.Empty<string>() : ["the next row of arguments"],
        .. MakesDisposable ? ["disposal"] : Array.Empty<string>(),
    ];

    /// <summary>A constructor whose objects want to be disposed.</summary>
    public bool MakesDisposable => Method is ConstructorInfo && new ObjectRecipe { Type = Method.DeclaringType! }.AllOfEnd.Any();

    /// <summary>
    /// Runs the type initialisers that a call would run and compiles the method, so that a single call is not mostly JIT.
    /// What an initialiser throws comes through as it is thrown to any caller.
    /// </summary>
    public void Prepare()
    {
        foreach (var type in new[] { Recipe?.Type, Method.DeclaringType }.OfType<Type>())
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        if (Interlocked.Exchange(ref isCompiled, 1) != 0 || Method.IsAbstract)
            return;
        Type[] arguments = [.. Method.DeclaringType?.GetGenericArguments() ?? [], .. Method.IsGenericMethod ? Method.GetGenericArguments() : []];
        RuntimeHelpers.PrepareMethod(Method.MethodHandle, arguments.Length == 0 ? null : [.. arguments.Select(a => a.TypeHandle)]);
    }

    private ImmutableArray<SharedObject> FindSharedObjects() =>
    [
        .. Needs
            .Concat(MethodArguments.OfType<ArgumentSource.Shared>().SelectMany(s => s.Object.Recipe.SharedObjects.Append(s.Object)))
            .Concat(Recipe?.SharedObjects ?? [])
            .Concat(Instance == InstanceScope.Group ? [SharedObject.Of(Recipe!)] : [])
            .DistinctBy(o => o.Key),
    ];

    /// <summary>Makes calls of one method, constructor or field.</summary>
    internal CallEmitter EmitterOf(MemberInfo member) => emitters.GetOrAdd(member, m => new CallEmitter(m));
}

/// <summary>One list of arguments of a method that is called with several in turn.</summary>
/// <param name="Expected">What the call must return, where <paramref name="HasExpected"/>.</param>
public sealed record ArgumentRow(ImmutableArray<object?> Values, object? Expected = null, bool HasExpected = false);
