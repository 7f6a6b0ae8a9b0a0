using System.Reflection;
using Threadmill.Engine.Binding;
using Threadmill.Engine.Plugins;

namespace Threadmill.Engine.Targets;

/// <summary>Finds public types by C# names: exact, or cut to an unambiguous suffix; with type arguments, from the file or the framework.</summary>
/// <param name="target">As the user wrote it, for errors.</param>
/// <param name="workloads">The names of the file's workloads: one of them may be meant.</param>
internal sealed class TypeFinder(TargetName target, Plugin plugin, IEnumerable<string> workloads)
{
    private static readonly string[] Everyday = ["System.Private.CoreLib", "System.Collections", "System.Collections.Concurrent"];

    /// <summary>The types of the file, and those that it only forwards.</summary>
    private readonly Lazy<Type[]> own = new(() => [.. plugin.LoadableTypes().Concat(Forwarded(plugin.Assembly))]);

    /// <summary>Null if the file has no type of that name, public or not.</summary>
    /// <exception cref="ProblemException">There are several, or it is not public, or its type arguments do not fit.</exception>
    public Type? Find(TypePath path)
    {
        var (fits, hidden) = (Fits(path, own.Value.Where(t => t.IsVisible)), Fits(path, own.Value.Where(t => !t.IsVisible)));
        if (fits.Length > 1)
            throw new ProblemException(Problem.Invalid($"'{target}': '{path}' may be {string.Join(" or ", fits.Select(t => t.IsGenericTypeDefinition ? $"{t.Namespace}.{TypeWords.Of(t)}" : TypeWords.Full(t)).Order(StringComparer.Ordinal))}; say which"));
        if (fits.Length == 0 && hidden.Length > 0)
            throw new ProblemException(Problem.Unavailable($"'{target}': type {TypeWords.Full(hidden[0])} is not public; only public types can be called from outside"));
        return fits is [var only] ? Closed(only, path) : null;
    }

    /// <summary>What to say of a type that is not there.</summary>
    public ProblemException Missing(TypePath path)
    {
        var name = path.ToString();
        var near = Nearest.To(target.Member!, workloads) ?? Nearest.To(name, own.Value.Where(t => t.IsVisible).SelectMany(t => new[] { TypeWords.Full(t), t.Name.Split('`')[0] }));
        return new(Problem.Unavailable($"'{target}': {Path.GetFileName(plugin.Path)} has no public type '{name}'{(near is null ? "" : $"; did you mean '{near}'?")} ('threadmill list {target.File}' shows what there is)"));
    }

    /// <summary>A type between angle brackets.</summary>
    /// <exception cref="ProblemException">There is no such type.</exception>
    public Type Argument(TypePath path)
    {
        var bare = path with { Suffix = "" };
        var type = (path.Parts is [var word] && word.Arguments.IsEmpty ? TypeWords.Keyword(word.Name) : null) ?? Find(bare) ?? FromElsewhere(bare)
            ?? throw new ProblemException(Problem.Unavailable($"'{target}': no type '{bare}' in {Path.GetFileName(plugin.Path)}, its references or the framework's everyday types; write its full name"));
        for (var suffix = path.Suffix; suffix.Length > 0;)
        {
            var end = suffix[0] == '?' ? 1 : suffix.IndexOf(']', StringComparison.Ordinal) + 1;
            var rank = suffix[..Math.Max(end, 1)].Count(c => c == ',') + 1;
            type = suffix[0] == '?' ? type.IsValueType ? typeof(Nullable<>).MakeGenericType(type) : type
                : rank == 1 ? type.MakeArrayType() : type.MakeArrayType(rank);
            suffix = suffix[Math.Max(end, 1)..];
        }
        return type;
    }

    /// <summary>Types of the file that are derived from one that cannot be made itself.</summary>
    public IEnumerable<Type> MadeInsteadOf(Type type) => own.Value.Where(t => t is { IsVisible: true, IsAbstract: false } && t != type && type.IsAssignableFrom(t) && t.GetConstructors().Any(c => Callable.WhyNot(c) is null));

    private static IEnumerable<Type> Forwarded(Assembly assembly)
    {
        try
        {
            return assembly.GetForwardedTypes();
        }
        catch (Exception e) when (e is ReflectionTypeLoadException or IOException or TypeLoadException)
        {
            return e is ReflectionTypeLoadException some ? some.Types.OfType<Type>() : [];
        }
    }

    private Type? FromElsewhere(TypePath path)
    {
        foreach (var name in plugin.Assembly.GetReferencedAssemblies().Select(r => r.Name!).Where(r => !Everyday.Contains(r)).Prepend(Everyday[2]).Prepend(Everyday[1]).Prepend(Everyday[0]))
        {
            if (plugin.TryLoadReference(name) is not { } assembly)
                continue;
            if (Fits(path, assembly.GetExportedTypes()) is { Length: > 0 } fits)
                return Closed(fits.FirstOrDefault(f => f.Namespace == "System") ?? fits[0], path);
        }
        return null;
    }

    /// <summary>The types that the path names whole, else those that it names the end of.</summary>
    private static Type[] Fits(TypePath path, IEnumerable<Type> types)
    {
        var last = path.Last;
        var ends = types.Where(t => IsNamed(t.Name, last)).Where(t => EndsWith(t, path)).ToArray();
        var whole = ends.Where(t => Parts(t).Length == path.Parts.Length).ToArray();
        var fits = whole.Length > 0 ? whole : ends;
        // Task is Task where there is a Task<T> too; where there is only one with type parameters, they are asked for later.
        var plain = fits.Where(t => !t.IsGenericTypeDefinition).ToArray();
        return plain.Length > 0 && path.Parts.All(p => p.Arguments.IsEmpty) ? plain : fits;
    }

    private static bool EndsWith(Type type, TypePath path)
    {
        var parts = Parts(type);
        return parts.Length >= path.Parts.Length && path.Parts.Reverse().Zip(parts.Reverse()).All(p => IsNamed(p.Second, p.First));
    }

    private static string[] Parts(Type type) => (type.FullName ?? type.Name).Split('.', '+');

    /// <summary>A generic type fits its name without type arguments too: what is missing is told later.</summary>
    private static bool IsNamed(string name, TypePath.Part part)
    {
        var cut = name.IndexOf('`', StringComparison.Ordinal);
        var plain = cut < 0 ? name : name[..cut];
        return plain == part.Name && (part.Arguments.IsEmpty || (cut >= 0 && name[(cut + 1)..] == $"{part.Arguments.Length}"));
    }

    /// <summary>True for <c>Box&lt;T&gt;</c> as <c>list</c> shows it: its parameters are named, nothing is given for them.</summary>
    private static bool IsAsDeclared(Type type, TypePath path) =>
        path.Parts.SelectMany(p => p.Arguments).Select(a => a.ToString()).SequenceEqual(type.GetGenericArguments().Select(a => a.Name));

    private Type Closed(Type type, TypePath path)
    {
        if (!type.IsGenericTypeDefinition)
            return type;
        var given = IsAsDeclared(type, path) ? [] : path.Parts.SelectMany(p => p.Arguments).Select(Argument).ToArray();
        if (given.Length == 0 && BenchmarkTarget.Closed(type) is { IsGenericTypeDefinition: false } chosen)
            return chosen;
        if (given.Length != type.GetGenericArguments().Length)
            throw new ProblemException(Problem.Invalid($"'{target}': {TypeWords.Of(type)} needs {type.GetGenericArguments().Length} type argument(s); write for instance {type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(_ => "int"))}>"));
        try
        {
            return type.MakeGenericType(given);
        }
        catch (ArgumentException e)
        {
            throw new ProblemException(Problem.Invalid($"'{target}': {TypeWords.Of(type)} does not take {string.Join(", ", given.Select(TypeWords.Of))}: {e.Message.TrimEnd('.')}"));
        }
    }
}
