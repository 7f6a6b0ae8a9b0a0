using System.Reflection;
using Threadmill.Engine.Binding;
using Threadmill.Engine.Plugins;

namespace Threadmill.Engine.Targets;

/// <summary>Finds what <c>My.dll::Type.Method</c> names: methods with their overloads, the getter of a property, or with <c>Type.new</c> the constructors.</summary>
/// <param name="workloads">The names of the file's workloads: one of them may be meant.</param>
internal sealed class MemberFinder(TargetName target, Plugin plugin, IEnumerable<string> workloads)
{
    /// <summary>What constructors are called as targets.</summary>
    public const string ConstructorName = "new";

    private const BindingFlags Open = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.FlattenHierarchy;
    private const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.FlattenHierarchy;

    private readonly TypeFinder types = new(target, plugin, workloads);

    /// <exception cref="ProblemException">There is no such member, or it cannot be called; says what there is.</exception>
    public Target Find()
    {
        var path = Parsed();
        if (path.Parts.Length == 1)
            return OfType(types.Find(path) ?? throw (path.Last.Arguments.IsEmpty ? NoMember(path) : types.Missing(path)), path);
        if (types.Find(path.Outer) is { } type)
            return OfMember(type, path.Last);
        return types.Find(path) is { } whole ? OfType(whole, path) : throw types.Missing(path.Outer);
    }

    private TypePath Parsed()
    {
        if (target.Member!.EndsWith("..ctor", StringComparison.Ordinal))
            throw new ProblemException(Problem.Invalid($"'{target}': the constructors of a type are called Type.{ConstructorName}: {target.Member[..^6]}.{ConstructorName}"));
        try
        {
            return TypePath.Parse(target.Member);
        }
        catch (FormatException e)
        {
            throw new ProblemException(Problem.Invalid($"'{target}': say Type.Method after '::', with type arguments as C# writes them (List<int>.Add): {e.Message}"));
        }
    }

    private ProblemException NoMember(TypePath path) => new(Problem.Invalid(
        $"'{target}': say Type.Method after '::', not '{path}' ('threadmill list {target.File}' shows what there is)"));

    private Target OfMember(Type type, TypePath.Part part)
    {
        if (part.Name == ConstructorName && part.Arguments.IsEmpty)
            return OfConstructors(type);
        var methods = Methods(type, part);
        if (methods.Length == 0)
            throw Missing(type, part.Name);
        if (methods.FirstOrDefault(IsRunByOthers) is { } special)
            return OfSpecial(type, special);
        return new MethodTarget($"{TypeWords.Of(type)}.{part.Name}", plugin.Path, type, methods, types);
    }

    /// <summary>A test or a benchmark: its framework says how it is called.</summary>
    private static bool IsRunByOthers(MethodInfo method) => BenchmarkTarget.Is(method) || TestFramework.Of(method) is not null;

    private Target OfSpecial(Type type, MethodInfo method)
    {
        var name = $"{TypeWords.Of(type)}.{method.Name}";
        return BenchmarkTarget.Is(method)
            ? new BenchmarkTarget(name, plugin.Path, type, method)
            : new TestTarget(name, plugin.Path, type, method, TestFramework.Of(method)!);
    }

    private MethodTarget OfConstructors(Type type)
    {
        var constructors = type.GetConstructors();
        if (type.IsAbstract || constructors.Length == 0)
            throw new ProblemException(Problem.Unavailable($"'{target}': {TypeWords.Full(type)} {(type.IsAbstract ? "is abstract" : "has no public constructor")}; it cannot be constructed from outside"));
        return new MethodTarget($"{TypeWords.Of(type)}.{ConstructorName}", plugin.Path, type, constructors, types);
    }

    private MethodInfo[] Methods(Type type, TypePath.Part part)
    {
        var named = type.GetMethods(Open).Where(m => m.Name == part.Name).ToArray();
        if (named.Length == 0 && type.GetProperties(Open).FirstOrDefault(p => p.Name == part.Name && p.GetIndexParameters().Length == 0)?.GetGetMethod() is { } getter)
            named = [getter];
        var plain = named.Where(m => !m.IsGenericMethodDefinition).ToArray();
        if (part.Arguments.IsEmpty)
        {
            return plain.Length > 0 || named.Length == 0 ? plain : throw new ProblemException(Problem.Invalid(
                $"'{target}': {Callable.Signature(named[0])} needs its type arguments said: {TypeWords.Of(type)}.{part.Name}<{string.Join(", ", named[0].GetGenericArguments().Select(_ => "int"))}>"));
        }
        var given = part.Arguments.Select(types.Argument).ToArray();
        var fits = named.Where(m => m.IsGenericMethodDefinition && m.GetGenericArguments().Length == given.Length).ToArray();
        if (named.Length > 0 && fits.Length == 0)
            throw new ProblemException(Problem.Invalid($"'{target}': {TypeWords.Of(type)}.{part.Name} does not take {given.Length} type argument(s); there {(named.Length == 1 ? "is" : "are")}:{Candidates(named)}"));
        return [.. fits.Select(m => Closed(m, given))];
    }

    private MethodInfo Closed(MethodInfo method, Type[] given)
    {
        try
        {
            return method.MakeGenericMethod(given);
        }
        catch (ArgumentException e)
        {
            throw new ProblemException(Problem.Invalid($"'{target}': {Callable.Signature(method)} does not take {string.Join(", ", given.Select(TypeWords.Of))}: {e.Message.TrimEnd('.')}"));
        }
    }

    /// <summary>The word names a type: its only test or benchmark, else an error with what could be called in it.</summary>
    private Target OfType(Type type, TypePath path)
    {
        var special = type.GetMethods(Open).Where(IsRunByOthers).ToArray();
        if (special is [var only])
            return OfSpecial(type, only);
        if (special.Length > 1)
            throw new ProblemException(Problem.Invalid($"'{target}' names a class of {special.Length} tests or benchmarks; say which: {Listed(special.Select(m => $"::{path}.{m.Name}").Distinct())}"));
        var names = type.GetMethods(Open).Where(m => !m.IsSpecialName && m.DeclaringType != typeof(object)).Select(m => m.Name).Distinct().ToArray();
        throw new ProblemException(Problem.Invalid(
            $"'{target}' names a type; add one of its members: {Listed(names.Select(n => $"::{path}.{n}").Append($"::{path}.{ConstructorName}"))}"));
    }

    private ProblemException Missing(Type type, string name)
    {
        if (type.GetMember(name, MemberTypes.Method | MemberTypes.Property, Hidden).FirstOrDefault() is { } hidden)
            return new(Problem.Unavailable($"'{target}': {TypeWords.Full(type)}.{hidden.Name} is not public; only public members can be called from outside"));
        if (type.GetMember(name, MemberTypes.Field, Open).Length > 0)
            return new(Problem.Invalid($"'{target}': {TypeWords.Full(type)}.{name} is a field; a target is a method, a property or '{ConstructorName}'"));
        if (type.GetProperties(Open).FirstOrDefault(p => p.Name == name && p.GetIndexParameters().Length > 0) is { } indexer)
            return new(Problem.Invalid($"'{target}': {TypeWords.Full(type)}.{name} is an indexer; say {string.Join(" or ", indexer.GetAccessors().Select(a => $"{TypeWords.Of(type)}.{a.Name}"))}"));
        var near = Nearest.To(name, type.GetMembers(Open).Where(m => m is MethodInfo { IsSpecialName: false } || (m is PropertyInfo property && property.GetIndexParameters().Length == 0)).Select(m => m.Name).Distinct());
        return new(Problem.Unavailable($"'{target}': {TypeWords.Full(type)} has no public method '{name}'{(near is null ? "" : $"; did you mean '{near}'?")}"));
    }

    internal static string Candidates(IEnumerable<MethodBase> methods) => string.Concat(methods.Select(m => $"\n  {Callable.Signature(m)}"));

    private static string Listed(IEnumerable<string> names)
    {
        const int most = 20;
        var all = names.ToArray();
        return string.Join(", ", all.Take(most)) + (all.Length > most ? $" and {all.Length - most} more" : "");
    }
}
