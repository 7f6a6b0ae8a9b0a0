using System.Reflection;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Targets;

/// <summary>
/// A public member of any assembly, without a contract: static or instance method, property, constructor. The overload is
/// chosen by the arguments, the constructor of its object by the keywords.
/// </summary>
internal sealed class MethodTarget(string name, string pluginPath, Type type, IReadOnlyList<MethodBase> overloads, TypeFinder types) : Target(name, pluginPath)
{
    public override BoundTarget? Bind(Arguments arguments, InstanceScope? instance, List<Problem> problems)
    {
        var callable = overloads.Where(m => Callable.WhyNot(m) is null).ToArray();
        if (callable.Length == 0)
        {
            problems.Add(Problem.Invalid($"{Name}() cannot be called: it {Callable.WhyNot(overloads[0])}{(overloads.Count > 1 ? $"; no overload can be called:{MemberFinder.Candidates(overloads)}" : "")}"));
            return null;
        }
        var attempts = callable.SelectMany(m => ConstructorsFor(m).Select(c => new CallAttempt(Name, c, m, arguments))).ToArray();
        if (attempts.Length == 0)
        {
            problems.Add(NotConstructible());
            return null;
        }
        var fits = CallAttempt.Best(attempts, arguments);
        if (fits is [var fit])
            return Bound(fit, instance);
        problems.AddRange(Refused(attempts, fits.Length, callable.Length));
        return null;
    }

    private BoundTarget Bound(CallAttempt fit, InstanceScope? instance)
    {
        var isInstance = fit.Method is MethodInfo { IsStatic: false };
        return new BoundTarget
        {
            Name = Name,
            PluginPath = PluginPath,
            Method = fit.Method,
            MethodArguments = fit.Call!.MethodSources,
            Recipe = isInstance ? new ObjectRecipe { Type = type, Constructor = fit.Constructor, Arguments = fit.Call.ConstructorSources } : null,
            Instance = isInstance ? instance ?? InstanceScope.Group : null,
            Kwargs = fit.Call.Kwargs,
            DefaultAsync = AsyncMode.Pool,
            Remarks = [.. Remarks(fit.Method, isInstance, instance)],
        };
    }

    private IEnumerable<Remark> Remarks(MethodBase method, bool isInstance, InstanceScope? instance)
    {
        if (!isInstance && instance is not null)
            yield return new(false, "instance", $"{Name}() is {(method is ConstructorInfo ? "a constructor" : "static")}: --instance has no effect on it");
        if (Callable.IsAsyncVoid(method))
            yield return new(true, "async-void", $"{Name}() is async void: a call ends at its first await, and what follows is neither timed nor waited for");
    }

    /// <summary>The constructors that could make the object of a call; one null where none is needed.</summary>
    private IEnumerable<ConstructorInfo?> ConstructorsFor(MethodBase method)
    {
        if (method.IsStatic || method is ConstructorInfo)
            return [null];
        if (type.IsAbstract || type.IsInterface)
            return [];
        var constructors = type.GetConstructors().Where(c => Callable.WhyNot(c) is null);
        return type.IsValueType ? constructors.Append(null) : constructors;
    }

    private Problem NotConstructible()
    {
        var reason = type.IsInterface ? "is an interface" : type.IsAbstract ? "is abstract" : type.GetConstructors().Length == 0 ? "has no public constructor" : $"has no constructor that can be called: it {Callable.WhyNot(type.GetConstructors()[0])}";
        var others = types.MadeInsteadOf(type).Take(5).Select(TypeWords.Full).ToArray();
        var statics = type.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => !m.IsSpecialName).Select(m => m.Name).Distinct().Take(5).ToArray();
        var instead = others.Length > 0 ? $"call it on {string.Join(" or ", others)}"
            : $"{(statics.Length > 0 ? $"call one of its static methods ({string.Join(", ", statics)}), or " : "")}a method of your own that gets one and calls it";
        return Problem.Unavailable($"{Name}() needs an object to be called on, and {TypeWords.Full(type)} {reason}; {instead}");
    }

    private IEnumerable<Problem> Refused(CallAttempt[] attempts, int fits, int callable)
    {
        if (fits == 0 && callable == 1)
        {
            var constructors = attempts.Select(a => a.Constructor).OfType<ConstructorInfo>().ToArray();
            var nearest = attempts.MinBy(a => (a.Problems.Count, a.ParameterCount))!.Problems;
            return constructors.Length < 2 ? nearest
                : [.. nearest.Take(nearest.Count - 1), nearest[^1] with { Message = $"{nearest[^1].Message}; its object is made by one of:{MemberFinder.Candidates(constructors)}" }];
        }
        return [Problem.Invalid($"{Name}() has {(fits == 0 ? "no overload that takes" : "several overloads that take")} these arguments; there are:{MemberFinder.Candidates(overloads)}")];
    }
}
