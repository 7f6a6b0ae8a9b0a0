using System.Collections.Immutable;
using System.Reflection;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Targets;

/// <summary>Binds the words of one spec to a method, its constructor and the constructors of what its group shares.</summary>
internal sealed class CallBinding(string callee, ConstructorInfo? constructor, MethodInfo method, Arguments arguments)
{
    public ImmutableArray<ArgumentSource> ConstructorSources { get; private set; } = [];

    public ImmutableArray<ArgumentSource> MethodSources { get; private set; } = [];

    /// <summary>The keyword arguments given and the defaults filled in, as text.</summary>
    public ImmutableSortedDictionary<string, string> Kwargs { get; private set; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>This, or null with every reason added.</summary>
    public CallBinding? Bind(List<Problem> problems)
    {
        ParameterInfo[] all = [.. constructor?.GetParameters() ?? [], .. method.GetParameters()];
        var own = all.Where(IsArgument).Select(Parameter.From).ToArray();
        var sharedTypes = all.Where(IsShared).Select(p => p.ParameterType).Distinct().ToArray();
        var shared = sharedTypes.ToDictionary(t => t, t => BindShared(t, own, problems));
        var before = problems.Count;
        var bound = ArgumentBinder.Bind(callee, own, WithoutKeywordsOf(sharedTypes, own));
        problems.AddRange(bound.Problems);
        if (before != problems.Count || shared.Values.Any(s => s is null))
            return null;
        var values = new Queue<object?>(bound.Values);
        var sources = all.Select(p => SourceOf(p, shared, values)).ToImmutableArray();
        var constructorCount = sources.Length - method.GetParameters().Length;
        ConstructorSources = sources[..constructorCount];
        MethodSources = sources[constructorCount..];
        Kwargs = Kwargs.SetItems(bound.Filled).SetItems(arguments.Keyword);
        return this;
    }

    private static bool IsShared(ParameterInfo parameter) => parameter.IsDefined(typeof(SharedAttribute));

    private static bool IsArgument(ParameterInfo parameter) =>
        !IsShared(parameter) && parameter.ParameterType != typeof(WorkloadThread) && parameter.ParameterType != typeof(CancellationToken);

    private static ArgumentSource SourceOf(ParameterInfo parameter, Dictionary<Type, SharedObject?> shared, Queue<object?> values) =>
        IsShared(parameter) ? new ArgumentSource.Shared(shared[parameter.ParameterType]!)
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
        var key = string.Join('\n', bound.Values.Select(ValueReader.Text).Prepend(type.AssemblyQualifiedName));
        return new SharedObject(type, only, bound.Values, key);
    }

    private static IEnumerable<Parameter> ParametersOf(Type type) =>
        type.GetConstructors() is [var only] ? only.GetParameters().Select(p => Parameter.From(p) with { Kind = ParameterKind.KeywordOnly }) : [];
}
