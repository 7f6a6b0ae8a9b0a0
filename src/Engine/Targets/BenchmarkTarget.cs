using System.Collections.Immutable;
using System.Reflection;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Targets;

/// <summary>
/// A <c>[Benchmark]</c> method of BenchmarkDotNet, known by its attributes' names: parameters are keywords, global set-up and
/// clean-up belong to the object (one per thread), iteration ones stand round each call, untimed.
/// </summary>
internal sealed class BenchmarkTarget(string name, string pluginPath, Type type, MethodInfo method) : Target(name, pluginPath)
{
    private const string Space = "BenchmarkDotNet.Attributes.";

    private readonly BenchmarkParams parameters = new(name, type, method);

    public static bool Is(MethodInfo method) => ForeignAttributes.Has(method, Space + "BenchmarkAttribute");

    /// <summary>A generic class of benchmarks with the first type arguments that its author chose for it.</summary>
    public static Type Closed(Type type) =>
        type.IsGenericTypeDefinition && ForeignAttributes.First(type, Space + "GenericTypeArgumentsAttribute") is { } chosen
            ? type.MakeGenericType([.. Flat(ForeignAttributes.Positional(chosen)).Cast<Type>()])
            : type;

    private int InnerOps => ForeignAttributes.Named(ForeignAttributes.First(method, Space + "BenchmarkAttribute")!, "OperationsPerInvoke") as int? ?? 1;

    public override BoundTarget? Bind(Arguments arguments, InstanceScope? instance, List<Problem> problems)
    {
        if (type.IsAbstract || type.GetConstructor([]) is not { } constructor)
        {
            problems.Add(Problem.Unavailable($"{Name}() needs a {TypeWords.Of(type)}, which {(type.IsAbstract ? "is abstract" : "has no public constructor without parameters")}"));
            return null;
        }
        var call = new CallBinding(Name, null, method, arguments) { Fallback = parameters.Fallback, Members = parameters.Members }.Bind(problems);
        return call is null ? null : new BoundTarget
        {
            Name = Name,
            PluginPath = PluginPath,
            Method = method,
            MethodArguments = call.MethodSources,
            Recipe = new ObjectRecipe
            {
                Type = type,
                Constructor = constructor,
                Members = parameters.Set(call.MemberValues),
                Begin = Steps("GlobalSetupAttribute"),
                End = Steps("GlobalCleanupAttribute"),
            },
            Instance = instance ?? InstanceScope.Thread,
            Before = Steps("IterationSetupAttribute"),
            After = Steps("IterationCleanupAttribute"),
            InnerOps = InnerOps,
            Kwargs = call.Kwargs,
            DefaultAsync = AsyncMode.Pool,
            Remarks = [.. parameters.Remarks(arguments), .. Inner()],
        };
    }

    private IEnumerable<Remark> Inner()
    {
        if (InnerOps > 1)
            yield return new(false, "inner-ops", $"one op of {Name} is one call, in which its author counts {InnerOps} operations: see the metrics innerOps and innerNs (mean per inner operation); percentiles are those of calls");
    }

    /// <summary>As BenchmarkDotNet chooses: the method that names this benchmark as its target, else the one that names none.</summary>
    private ImmutableArray<Step> Steps(string attribute)
    {
        var all = (from m in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy)
                   from a in ForeignAttributes.All(m, Space + attribute)
                   select (Method: m, Targets: Targets(a))).ToArray();
        var chosen = all.FirstOrDefault(a => a.Targets.Contains(method.Name)).Method ?? all.FirstOrDefault(a => a.Targets.Length == 0).Method;
        return chosen is null ? [] : [Step.Of(chosen)];
    }

    private static string[] Targets(CustomAttributeData attribute) =>
        [.. Flat([ForeignAttributes.Named(attribute, "Target"), ForeignAttributes.Named(attribute, "Targets")]).OfType<string>()];

    internal static IEnumerable<object?> Flat(IEnumerable<object?> values) => values.SelectMany(v => v is object?[] many ? many : [v]);
}
