using System.Collections.Immutable;
using System.Reflection;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Targets;

/// <summary>One static method of a script. Top-level statements, like any Main, take the words as <c>args</c>.</summary>
internal sealed class ScriptTarget(string name, string pluginPath, MethodInfo method) : Target(name, pluginPath)
{
    public override BoundTarget? Bind(Arguments arguments, InstanceScope? instance, List<Problem> problems)
    {
        if (!IsMain)
        {
            return new CallBinding(Name, null, method, arguments).Bind(problems) is { } call
                ? Bound(call.MethodSources, call.Kwargs)
                : null;
        }
        if (!arguments.Keyword.IsEmpty)
        {
            problems.AddRange(arguments.Keyword.Select(k => Problem.Invalid(
                $"{Name}() takes its words as args, and no keyword '{k.Key}'; to pass the text itself: --arg={k.Key}={k.Value}")));
            return null;
        }
        return Bound([new ArgumentSource.Bound(arguments.Positional.ToArray())], ImmutableSortedDictionary<string, string>.Empty);
    }

    private bool IsMain => method.Name is "<Main>$" or "Main" && method.GetParameters() is [{ ParameterType: var type }] && type == typeof(string[]);

    private BoundTarget Bound(ImmutableArray<ArgumentSource> sources, ImmutableSortedDictionary<string, string> kwargs) => new()
    {
        Name = Name,
        PluginPath = PluginPath,
        Method = method,
        MethodArguments = sources,
        Kwargs = kwargs,
        DefaultAsync = AsyncMode.Pool,
    };
}
