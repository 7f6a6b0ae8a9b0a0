using System.Text;
using Threadmill.Engine.Plugins;

namespace Threadmill.Cli.Commands;

/// <summary>A workload as <c>describe</c> shows it.</summary>
internal static class WorkloadText
{
    public static string Of(PluginDescription plugin, WorkloadDescription workload)
    {
        var arguments = workload.Parameters.Where(p => p.Role is ParameterRole.Argument or ParameterRole.OfShared).ToArray();
        var text = new StringBuilder();
        text.Append($"{workload.Name}({string.Join(", ", arguments.Select(p => p.Signature))})\n");
        if (workload.Summary is { } summary)
            text.Append($"  {summary}\n");
        foreach (var mistake in workload.Mistakes)
            text.Append($"  cannot be run: {mistake}\n");
        if (workload.Returns is { } returns)
            text.Append($"  returns: {returns}\n");
        if (arguments.Length > 0)
            text.Append('\n');
        var parameters = new ParameterText(text);
        foreach (var p in arguments)
            parameters.Append(p);
        text.Append($"\n  plugin {plugin.Name} {plugin.Version}, {plugin.Path}\n\n  threadmill run {workload.Name}{string.Concat(arguments.Select(Example))} -t 2\n");
        return text.ToString();
    }

    private static string Example(ParameterDescription p) =>
        p.Default is not null || p.IsParams || p.Role == ParameterRole.OfShared ? "" : $" {p.Name}={ParameterText.Example(p)}";
}
