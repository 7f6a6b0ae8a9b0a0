using System.Reflection;
using Threadmill.Engine.Binding;
using Threadmill.Engine.Plugins;

namespace Threadmill.Engine.Targets;

/// <summary>
/// A public method of any assembly, without a contract: <c>My.dll::Type.Method</c>. The type may be cut to an unambiguous
/// suffix of its name; the overload is chosen by the arguments.
/// </summary>
public sealed class MethodTarget(string name, string pluginPath, IReadOnlyList<MethodInfo> overloads) : Target(name, pluginPath)
{
    private const BindingFlags Callable = BindingFlags.Public | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    /// <summary>All public methods of that name.</summary>
    /// <exception cref="ProblemException">There is none; names what there is.</exception>
    public static MethodTarget Find(TargetName target, Plugin plugin)
    {
        var member = target.Member!;
        var dot = member.LastIndexOf('.');
        if (dot <= 0)
            throw new ProblemException(Problem.Invalid($"'{target}': say Type.Method after '::', not '{member}'"));
        var type = TypeNamed(target, member[..dot], plugin);
        var methodName = member[(dot + 1)..];
        var overloads = type.GetMethods(Callable).Where(m => m.Name == methodName && !m.ContainsGenericParameters).ToArray();
        if (overloads.Length > 0)
            return new MethodTarget($"{type.Name}.{methodName}", plugin.Path, overloads);
        var known = type.GetMethods(Callable).Where(m => !m.IsSpecialName).Select(m => m.Name).Distinct().ToArray();
        var near = Nearest.To(methodName, known);
        throw new ProblemException(Problem.Unavailable(
            $"'{target}': {type.FullName} has no public static method '{methodName}'{(near is null ? "" : $"; did you mean '{near}'?")}"));
    }

    public override BoundTarget? Bind(Arguments arguments, List<Problem> problems)
    {
        var attempts = overloads.Select(m => Attempt(m, arguments)).ToArray();
        var fits = attempts.Where(a => a.Call is not null).ToArray();
        if (fits.Length > 1)
            fits = [.. fits.Where(a => a.Method.GetParameters().Length == fits.Min(f => f.Method.GetParameters().Length))];
        if (fits.Length > 1)
            fits = Closest(fits, arguments);
        if (fits is not [var fit])
        {
            problems.AddRange(overloads.Count == 1 ? attempts[0].Problems : [Problem.Invalid(
                $"{Name}() {(fits.Length == 0 ? "has no overload that takes these arguments" : "has several overloads that take these arguments")}; there are:{string.Concat(overloads.Select(o => $"\n  {Signature(o)}"))}")]);
            return null;
        }
        return new BoundTarget
        {
            Name = Name,
            PluginPath = PluginPath,
            Method = fit.Method,
            MethodArguments = fit.Call!.MethodSources,
            Kwargs = fit.Call.Kwargs,
            DefaultAsync = AsyncMode.Pool,
        };
    }

    /// <summary>How a person reads a method: <c>Get(int key, bool create = false)</c>.</summary>
    public static string Signature(MethodInfo method) =>
        $"{method.DeclaringType?.Name}.{method.Name}({string.Join(", ", method.GetParameters().Select(p => $"{p.ParameterType.Name} {p.Name}{(p.HasDefaultValue ? $" = {p.DefaultValue ?? "null"}" : "")}"))})";

    private (MethodInfo Method, CallBinding? Call, List<Problem> Problems) Attempt(MethodInfo method, Arguments arguments)
    {
        var problems = new List<Problem>();
        return (method, new CallBinding(Name, null, method, arguments).Bind(problems), problems);
    }

    /// <summary>Of overloads that differ by type only, the one whose types say most: a number before text, a whole number before a real one.</summary>
    private static (MethodInfo Method, CallBinding? Call, List<Problem> Problems)[] Closest(
        (MethodInfo Method, CallBinding? Call, List<Problem> Problems)[] fits, Arguments arguments)
    {
        var count = arguments.Positional.Length + arguments.Keyword.Length;
        int Rank(MethodInfo m) => m.GetParameters().Take(Math.Max(count, 1)).Sum(p => Type.GetTypeCode(p.ParameterType) switch
        {
            TypeCode.Int32 => 0,
            TypeCode.Int64 => 1,
            TypeCode.Double => 4,
            TypeCode.Boolean => 2,
            TypeCode.String => 8,
            TypeCode.Object => 9,
            _ => 5,
        });
        var best = fits.Min(f => Rank(f.Method));
        return [.. fits.Where(f => Rank(f.Method) == best)];
    }

    private static Type TypeNamed(TargetName target, string name, Plugin plugin)
    {
        var visible = plugin.LoadableTypes().Where(t => t.IsVisible && !t.ContainsGenericParameters).ToArray();
        string Plain(Type t) => t.FullName!.Replace('+', '.');
        var fits = visible.Where(t => Plain(t) == name).ToArray();
        if (fits.Length == 0)
            fits = [.. visible.Where(t => Plain(t).EndsWith("." + name, StringComparison.Ordinal))];
        if (fits is [var only])
            return only;
        if (fits.Length > 1)
            throw new ProblemException(Problem.Invalid($"'{target}': '{name}' may be {string.Join(" or ", fits.Select(Plain))}; say which"));
        var near = Nearest.To(name, visible.SelectMany(t => new[] { Plain(t), t.Name }));
        throw new ProblemException(Problem.Unavailable($"'{target}': {Path.GetFileName(plugin.Path)} has no public type '{name}'{(near is null ? "" : $"; did you mean '{near}'?")}"));
    }
}
