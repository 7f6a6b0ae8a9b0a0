using System.Reflection;
using System.Runtime.CompilerServices;
using Threadmill.Engine.Plugins;

namespace Threadmill.Engine.Targets;

/// <summary>
/// What a script offers beside public types: its top-level statements, the local functions among them, and the static methods
/// of its own types, which nobody marks as public in a single file.
/// </summary>
internal static class ScriptMember
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>What the compiler calls the method that it makes of top-level statements, and the prefix of their local functions.</summary>
    private const string Statements = "<Main>$";
    private const string LocalFunction = "<<Main>$>g__";

    /// <summary>Null: it names none of these; it may still be a public member.</summary>
    /// <exception cref="ProblemException">Several are called that.</exception>
    public static Target? Find(TargetName name, Plugin plugin)
    {
        if (name.Member is not { } member)
            return Entry(plugin) is { } entry ? new ScriptTarget(Path.GetFileNameWithoutExtension(name.File!), plugin.Path, entry) : null;
        var types = plugin.LoadableTypes().Where(t => !t.IsDefined(typeof(CompilerGeneratedAttribute))).ToArray();
        var dot = member.LastIndexOf('.');
        var found = dot < 0
            ? [.. LocalFunctions(plugin).Where(m => m.Name.StartsWith($"{LocalFunction}{member}|", StringComparison.Ordinal)), .. types.SelectMany(t => Methods(t, member))]
            : types.Where(t => !t.IsVisible && IsNamed(t, member[..dot])).SelectMany(t => Methods(t, member[(dot + 1)..])).ToArray();
        if (found.Length > 1)
            throw new ProblemException(Problem.Invalid($"'{name}': {found.Length} methods are called '{member}'; call them by different names"));
        return found is [var only] ? new ScriptTarget(member, plugin.Path, only) : null;
    }

    /// <summary>The statements, or the Main method: not the wrapper in which the compiler waits for an asynchronous one.</summary>
    private static MethodInfo? Entry(Plugin plugin)
    {
        if (plugin.Assembly.EntryPoint is not { } entry)
            return null;
        return entry.Name == "<Main>"
            ? entry.DeclaringType!.GetMethods(Any).First(m => m.Name is Statements or "Main")
            : entry;
    }

    /// <summary>Those that take nothing from the statements around them.</summary>
    private static IEnumerable<MethodInfo> LocalFunctions(Plugin plugin) =>
        plugin.Assembly.EntryPoint?.DeclaringType?.GetMethods(Any).Where(m => m.Name.StartsWith(LocalFunction, StringComparison.Ordinal) && !m.IsGenericMethodDefinition) ?? [];

    private static IEnumerable<MethodInfo> Methods(Type type, string name) =>
        type.ContainsGenericParameters ? [] : type.GetMethods(Any).Where(m => m.Name == name && !m.IsGenericMethodDefinition);

    /// <summary>A <c>file</c> type carries its file's name before its own.</summary>
    private static bool IsNamed(Type type, string name)
    {
        var full = type.FullName!.Replace('+', '.');
        return full == name || full.EndsWith("." + name, StringComparison.Ordinal) || (full.Contains('<', StringComparison.Ordinal) && full.EndsWith("__" + name, StringComparison.Ordinal));
    }
}
