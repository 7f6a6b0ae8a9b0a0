using System.Collections.Immutable;
using System.Reflection;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Targets;

/// <summary>Binds the words of one spec to a method, its constructor and the constructors of what its group shares.</summary>
internal sealed class CallBinding(string callee, ConstructorInfo? constructor, MethodBase method, Arguments arguments)
{
    /// <summary>Positional words are the method's alone, as for targets without a contract.</summary>
    public bool IsConstructorByKeyword { get; init; }

    /// <summary>What a parameter is given without being asked for; null: a word must be.</summary>
    public Func<ParameterInfo, ArgumentSource?> Given { get; init; } = _ => null;

    /// <summary>Values of parameters that no word was given for, beside the defaults that they declare themselves.</summary>
    public Func<ParameterInfo, (bool IsKnown, object? Value)> Fallback { get; init; } = _ => (false, null);

    /// <summary>Fields and properties that keywords may set too.</summary>
    public IReadOnlyList<Parameter> Members { get; init; } = [];

    public ImmutableArray<ArgumentSource> ConstructorSources { get; private set; } = [];

    public ImmutableArray<ArgumentSource> MethodSources { get; private set; } = [];

    /// <summary>One per member, in order.</summary>
    public ImmutableArray<object?> MemberValues { get; private set; } = [];

    /// <summary>The keyword arguments given and the defaults filled in, as text.</summary>
    public ImmutableSortedDictionary<string, string> Kwargs { get; private set; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>This, or null with every reason added.</summary>
    public CallBinding? Bind(List<Problem> problems)
    {
        ParameterInfo[] all = [.. constructor?.GetParameters() ?? [], .. method.GetParameters()];
        Parameter[] own = [.. all.Where(IsArgument).Select(ParameterOf), .. Members];
        var sharedTypes = all.Where(IsShared).Select(p => p.ParameterType).Distinct().ToArray();
        var shared = sharedTypes.ToDictionary(t => t, t => BindShared(t, own, problems));
        var before = problems.Count;
        var bound = ArgumentBinder.Bind(callee, own, WithoutKeywordsOf(sharedTypes, own), sharedTypes.SelectMany(ParametersOf).Select(p => p.Name));
        problems.AddRange(bound.Problems);
        if (before != problems.Count || shared.Values.Any(s => s is null))
            return null;
        var values = new Queue<object?>(bound.Values);
        var sources = all.Select(p => SourceOf(p, shared, values)).ToImmutableArray();
        var constructorCount = sources.Length - method.GetParameters().Length;
        ConstructorSources = sources[..constructorCount];
        MethodSources = sources[constructorCount..];
        MemberValues = [.. values];
        Kwargs = Kwargs.SetItems(bound.Filled);
        foreach (var (key, value) in arguments.Keyword)
            Kwargs = Kwargs.SetItem(key, value);
        return this;
    }

    private static bool IsShared(ParameterInfo parameter) => parameter.IsDefined(typeof(SharedAttribute));

    private bool IsArgument(ParameterInfo parameter) =>
        !IsShared(parameter) && parameter.ParameterType != typeof(WorkloadThread) && parameter.ParameterType != typeof(CancellationToken) && Given(parameter) is null;

    private Parameter ParameterOf(ParameterInfo info)
    {
        var parameter = Parameter.From(info);
        if (info.ParameterType.IsByRef)
            parameter = parameter with { Type = info.ParameterType.GetElementType()! };
        if (Fallback(info) is (true, var value))
            parameter = parameter with { HasDefault = true, DefaultValue = value };
        if (!IsConstructorByKeyword || info.Member != constructor)
            return parameter;
        return parameter.Kind == ParameterKind.VarArgs
            ? parameter with { Kind = ParameterKind.KeywordOnly, HasDefault = true, DefaultValue = Parameter.NoItems(parameter.Type) }
            : parameter with { Kind = ParameterKind.KeywordOnly };
    }

    private ArgumentSource SourceOf(ParameterInfo parameter, Dictionary<Type, SharedObject?> shared, Queue<object?> values) =>
        Given(parameter) is { } given ? given
        : IsShared(parameter) ? new ArgumentSource.Shared(shared[parameter.ParameterType]!)
        : parameter.ParameterType == typeof(WorkloadThread) ? new ArgumentSource.OwnThread()
        : parameter.ParameterType == typeof(CancellationToken) ? new ArgumentSource.StopToken()
        : new ArgumentSource.Bound(values.Dequeue());

    /// <summary>A keyword that fits only a shared object's constructor is not the workload's; one that fits both goes to both.</summary>
    private Arguments WithoutKeywordsOf(Type[] sharedTypes, Parameter[] own)
    {
        var theirs = sharedTypes.SelectMany(ParametersOf).ToArray();
        return new Arguments(
            arguments.Positional,
            [.. arguments.Keyword.Where(k => own.Any(p => p.IsNamed(k.Key)) || !theirs.Any(p => p.IsNamed(k.Key)))]);
    }

    private SharedObject? BindShared(Type type, Parameter[] own, List<Problem> problems)
    {
        if (type.IsAbstract || type.GetConstructors() is not [var only])
        {
            problems.Add(Problem.Unavailable($"{callee}() shares a {type.FullName}, which has not one public constructor"));
            return null;
        }
        var parameters = ParametersOf(type).ToArray();
        var given = arguments.Keyword.Where(k => parameters.Any(p => p.IsNamed(k.Key))).ToImmutableArray();
        var bound = ArgumentBinder.Bind($"{callee}: {type.Name}", parameters, new Arguments([], given));
        if (!bound.Problems.IsEmpty)
        {
            problems.AddRange(bound.Problems);
            return null;
        }
        Kwargs = Kwargs.SetItems(bound.Filled);
        return SharedObject.Of(new ObjectRecipe
        {
            Type = type,
            Constructor = only,
            Arguments = [.. bound.Values.Select(v => new ArgumentSource.Bound(v))],
            Checks = CheckMethods.Of(type),
        });
    }

    private static IEnumerable<Parameter> ParametersOf(Type type) =>
        type.GetConstructors() is [var only] ? only.GetParameters().Select(p => Parameter.From(p) with { Kind = ParameterKind.KeywordOnly }) : [];
}
