using System.Collections.Immutable;
using System.Reflection;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Targets;

/// <summary>
/// A test method of xunit, NUnit or MSTest: each call has a fresh object, set up and ended as its runner would, outside the
/// timed part. Without arguments the rows of a theory are called in turn; words choose arguments of one's own.
/// </summary>
internal sealed class TestTarget(string name, string pluginPath, Type type, MethodInfo method, TestFramework framework) : Target(name, pluginPath)
{
    public override BoundTarget? Bind(Arguments arguments, InstanceScope? instance, List<Problem> problems)
    {
        if (framework.SkippedBecause(type, method) is { } reason)
        {
            problems.Add(Problem.Unavailable($"{Name}() is a test that is skipped: {reason}"));
            return null;
        }
        ConstructorInfo?[] constructors = method.IsStatic ? new ConstructorInfo?[] { null } : type.IsAbstract ? [] : type.GetConstructors();
        if (constructors.Length == 0)
        {
            problems.Add(Problem.Unavailable($"{Name}() needs a {TypeWords.Of(type)}, which {(type.IsAbstract ? "is abstract: name a class derived from it" : "has no public constructor")}"));
            return null;
        }
        var all = Rows();
        var rows = HasWords(arguments) ? [] : all;
        var attempts = constructors.Select(c => Attempt(c, arguments, rows)).ToArray();
        if (attempts.FirstOrDefault(a => a.Call is not null) is { Call: { } call } fit)
            return Bound(fit.Constructor, call, rows.IsEmpty ? Chosen(all, call) : rows, instance);
        problems.AddRange(attempts.MinBy(a => a.Problems.Count).Problems);
        return null;
    }

    private (ConstructorInfo? Constructor, CallBinding? Call, List<Problem> Problems) Attempt(ConstructorInfo? constructor, Arguments arguments, ImmutableArray<ArgumentRow> rows)
    {
        var problems = new List<Problem>();
        var call = new CallBinding(Name, constructor, method, arguments)
        {
            IsConstructorByKeyword = true,
            Given = p => p.Member == constructor ? framework.Given(type, p) : null,
            Fallback = p => p.Member == constructor ? framework.Fallback(type, p) : rows.IsEmpty ? (false, null) : (true, rows[0].Values[p.Position]),
        };
        return (constructor, call.Bind(problems), problems);
    }

    private BoundTarget Bound(ConstructorInfo? constructor, CallBinding call, ImmutableArray<ArgumentRow> rows, InstanceScope? instance)
    {
        InstanceScope? scope = method.IsStatic ? null : instance ?? framework.DefaultScope(type);
        return new BoundTarget
        {
            Name = Name,
            PluginPath = PluginPath,
            Method = method,
            MethodArguments = call.MethodSources,
            Rows = rows.Length > 1 || rows.Any(r => r.HasExpected) ? rows : [],
            Recipe = method.IsStatic ? null : framework.Complete(new ObjectRecipe { Type = type, Constructor = constructor, Arguments = call.ConstructorSources }),
            Instance = scope,
            Needs = framework.Needs(type),
            Before = framework.Before(type),
            After = framework.After(type),
            Kwargs = rows.Length > 1 ? call.Kwargs.RemoveRange(method.GetParameters().Select(p => p.Name!)) : call.Kwargs,
            DefaultAsync = AsyncMode.Pool,
            Remarks = rows.Length < 2 ? [] : [new(false, "rows", $"{Name} has {rows.Length} rows of arguments, called in turn (--ops {rows.Length} calls each once per thread); give arguments to choose one")],
            RemarkForThreads = scope == InstanceScope.Op ? new(false, "instance", $"each call of {Name} has an object of its own, as in its runner; --instance group shares one among the threads") : null,
        };
    }

    private ImmutableArray<ArgumentRow> Rows()
    {
        if (method.GetParameters().Length == 0)
            return framework.Rows(type, method, new RowValues(Name)).Where(r => r.HasExpected).Select(r => new ArgumentRow([], r.Expected, true)).ToImmutableArray();
        var values = new RowValues(Name);
        return [.. framework.Rows(type, method, values).Select(r => new ArgumentRow([.. values.Fit(method, r.Values)], r.Expected, r.HasExpected))];
    }

    /// <summary>True if any word is meant for the method itself.</summary>
    private bool HasWords(Arguments arguments) =>
        !arguments.Positional.IsEmpty || arguments.Keyword.Any(k => method.GetParameters().Any(p => Parameter.IsSame(p.Name!, k.Key)));

    /// <summary>Arguments that are those of a row are held to its result.</summary>
    private static ImmutableArray<ArgumentRow> Chosen(ImmutableArray<ArgumentRow> rows, CallBinding call)
    {
        var values = call.MethodSources.OfType<ArgumentSource.Bound>().Select(b => b.Value).ToArray();
        return [.. rows.Where(r => r.HasExpected && r.Values.SequenceEqual(values)).Take(1)];
    }
}
