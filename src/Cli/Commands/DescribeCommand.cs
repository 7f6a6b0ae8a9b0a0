using System.CommandLine;
using System.Text;
using Threadmill.Cli.Reports;
using Threadmill.Cli.Sources;
using Threadmill.Engine;
using Threadmill.Engine.Plugins;
using Threadmill.Engine.Results;
using Threadmill.Engine.Targets;

namespace Threadmill.Cli.Commands;

/// <summary><c>describe</c>: signature, texts, defaults and a command line to copy, from metadata only.</summary>
internal static class DescribeCommand
{
    public static Command Build()
    {
        var target = new Argument<string?>("target") { HelpName = "TARGET", Arity = ArgumentArity.ZeroOrOne, Description = "A workload's name, or FILE.dll::NAME" };
        var metrics = new Option<bool>("--metrics") { Description = "List the metrics that thresholds may name", Arity = ArgumentArity.Zero };
        var plugins = new Option<string[]>("--plugin") { HelpName = "PATH", Description = "A plugin DLL, or a folder of plugins, to look in first" };
        var json = new Option<bool>("--json") { Description = "As one JSON document", Arity = ArgumentArity.Zero };
        target.CompletionSources.Add(_ => RunSuggestions.WorkloadNames().Select(n => new System.CommandLine.Completions.CompletionItem(n)));
        var command = new Command("describe", "Show a target's signature, texts, defaults and an example") { target, plugins, json, metrics };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(metrics))
            {
                Console.Out.Write(string.Concat(ResultMetrics.Names.Append("metrics.NAME").Append("speedup@N").Select(n => $"{n}  ({(ResultMetrics.KindOf(n.Replace("@N", "@1", StringComparison.Ordinal)) == MetricKind.Duration ? "a duration" : "a number")})\n")));
                return ExitCode.Success;
            }
            var name = parsed.GetValue(target) ?? throw new ProblemException(Problem.Invalid("describe what? name a target, as in: threadmill describe cpu.primes"));
            var (plugin, workload) = Find(TargetName.Parse(name), parsed.GetValue(plugins) ?? []);
            if (parsed.GetValue(json))
                Console.Out.Write(CatalogJson.Of([plugin with { Workloads = [workload] }]) + "\n");
            else
                Console.Out.Write(SafeText.Block(Text(plugin, workload)));
            return ExitCode.Success;
        });
        return command;
    }

    private static (PluginDescription, WorkloadDescription) Find(TargetName name, string[] plugins)
    {
        if (name.File is not { } file)
            return ListCommand.CatalogOf(plugins).Find(name.Member!, name.Plugin);
        var dll = PlanSources.DllOf(name);
        var plugin = File.Exists(dll) ? PluginMetadata.Read(dll) : throw new ProblemException(Problem.Unavailable($"there is no file {file}"));
        if (plugin.Fault is { } fault)
            throw new ProblemException(Problem.Unavailable($"{file} cannot be used: {fault}"));
        return plugin.Workloads.Where(w => name.Member is null || w.Name == name.Member).ToArray() is [var only]
            ? (plugin, only)
            : throw new ProblemException(Problem.Unavailable($"{file} has no workload '{name.Member}'; it has {string.Join(", ", plugin.Workloads.Select(w => w.Name).DefaultIfEmpty("none"))}"));
    }

    private static string Text(PluginDescription plugin, WorkloadDescription workload)
    {
        var arguments = workload.Parameters.Where(p => p.Role is ParameterRole.Argument or ParameterRole.OfShared).ToArray();
        var text = new StringBuilder();
        text.Append($"{workload.Name}({string.Join(", ", arguments.Select(Signature))})\n");
        if (workload.Summary is { } summary)
            text.Append($"  {summary}\n");
        if (workload.Returns is { } returns)
            text.Append($"  returns: {returns}\n");
        if (arguments.Length > 0)
            text.Append('\n');
        foreach (var p in arguments)
        {
            text.Append($"  {p.Name}  {p.Type}{(p.Default is { } value ? $" = {value}" : p.IsParams ? "…" : ", required")}{(p.Role == ParameterRole.OfShared ? ", of the group's shared object, by keyword" : "")}\n");
            if (p.Doc is { } doc)
                text.Append($"      {doc}\n");
            if (!p.Choices.IsEmpty)
                text.Append($"      one of {string.Join(", ", p.Choices)}\n");
        }
        text.Append($"\n  plugin {plugin.Name} {plugin.Version}, {plugin.Path}\n\n  threadmill run {workload.Name}{string.Concat(arguments.Select(Example))} -t 2\n");
        return text.ToString();
    }

    private static string Signature(ParameterDescription p) => $"{(p.IsParams ? "params " : "")}{p.Type} {p.Name}{(p.Default is { } value ? $" = {value}" : "")}";

    private static string Example(ParameterDescription p) =>
        p.Default is not null || p.IsParams || p.Role == ParameterRole.OfShared ? "" : $" {p.Name}={(p.Choices.IsEmpty ? p.Type.ToUpperInvariant() : p.Choices[0])}";
}
