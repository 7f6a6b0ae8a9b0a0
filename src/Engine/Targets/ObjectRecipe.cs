using System.Collections.Immutable;
using System.Reflection;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Targets;

/// <summary>How an object comes to be, is made ready, and ends: constructor, members set, steps; later steps and disposal.</summary>
public sealed record ObjectRecipe
{
    public required Type Type { get; init; }

    /// <summary>Null: a struct without one.</summary>
    public ConstructorInfo? Constructor { get; init; }
    public ImmutableArray<ArgumentSource> Arguments { get; init; } = [];

    /// <summary>Fields and properties that are set after construction.</summary>
    public ImmutableArray<MemberValue> Members { get; init; } = [];

    /// <summary>Called on the new object, in order, until it is ready.</summary>
    public ImmutableArray<Step> Begin { get; init; } = [];

    /// <summary>Called on it at its end, in order, each also if one before it failed; its disposal comes last.</summary>
    public ImmutableArray<Step> End { get; init; } = [];

    /// <summary>Its public parameterless <c>[Check]</c> methods.</summary>
    public IReadOnlyList<MethodInfo> Checks { get; init; } = [];

    /// <summary>All that it needs of its group.</summary>
    public IEnumerable<SharedObject> SharedObjects =>
        from source in Arguments.OfType<ArgumentSource.Shared>()
        from needed in source.Object.Recipe.SharedObjects.Append(source.Object)
        select needed;

    /// <summary><see cref="End"/> and the disposal that the type itself knows; where it knows two, the asynchronous one.</summary>
    public IEnumerable<Step> AllOfEnd =>
        typeof(IAsyncDisposable).IsAssignableFrom(Type) ? End.Append(Step.Of(typeof(IAsyncDisposable).GetMethod(nameof(IAsyncDisposable.DisposeAsync))!))
        : typeof(IDisposable).IsAssignableFrom(Type) ? End.Append(Step.Of(typeof(IDisposable).GetMethod(nameof(IDisposable.Dispose))!))
        : End;

    /// <summary>The type, what it is made of and what is done to it, as text.</summary>
    public string Key => string.Join('\n', Arguments.Select(Text)
        .Concat(Members.Select(m => $"{m.Member.Name}={ValueReader.Text(m.Value)}"))
        .Concat(Begin.Select(s => s.Method.Name))
        .Prepend(Constructor?.ToString())
        .Prepend(Type.AssemblyQualifiedName));

    private static string? Text(ArgumentSource source) => source switch
    {
        ArgumentSource.Bound bound => ValueReader.Text(bound.Value),
        ArgumentSource.Shared shared => shared.Object.Key,
        _ => source.GetType().Name,
    };
}

/// <param name="Member">A field or a property with a setter.</param>
public sealed record MemberValue(MemberInfo Member, object? Value);

/// <summary>A method that is called beside the target and is not timed. A task that it returns is waited for.</summary>
public sealed record Step(MethodInfo Method, ImmutableArray<ArgumentSource> Arguments)
{
    public static Step Of(MethodInfo method) => new(method, []);
}
