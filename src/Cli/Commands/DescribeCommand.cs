using System.CommandLine;
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
        var target = new Argument<string?>("target") { HelpName = "TARGET", Arity = ArgumentArity.ZeroOrOne, Description = "A workload's name, or FILE.dll::Type.Method" };
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
            Show(TargetName.Parse(name), parsed.GetValue(plugins) ?? [], parsed.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Show(TargetName name, string[] plugins, bool asJson)
    {
        if (name.File is null)
        {
            var (plugin, workload) = UserCatalog.With(plugins).Find(name.Member!, name.Plugin);
            ShowWorkload(plugin, workload, asJson);
            return;
        }
        var path = TargetResolver.FrameworkFile(name.File) ?? PlanSources.DllOf(name);
        if (!File.Exists(path))
            throw new ProblemException(Problem.Unavailable($"there is no file {name.File}"));
        var file = PluginMetadata.Read(path);
        if (file.Fault is { } fault)
            throw new ProblemException(Problem.Unavailable($"{path} cannot be used: {fault}"));
        if (file.Workloads.Where(w => name.Member is null || w.Name == name.Member).ToArray() is [var only])
        {
            ShowWorkload(file, only, asJson);
            return;
        }
        if (name.Member is null)
            throw new ProblemException(Problem.Invalid($"'{name}' names a file; add ::NAME or ::Type.Method ('threadmill list {name.File}' shows what there is)"));
        var members = MemberText.Find(MemberReader.Read(path), name);
        Console.Out.Write(asJson ? CatalogJson.Of([file with { Workloads = [] }], members) + "\n" : SafeText.Block(MemberText.Of(members, name)));
    }

    private static void ShowWorkload(PluginDescription plugin, WorkloadDescription workload, bool asJson) => Console.Out.Write(asJson
        ? CatalogJson.Of([plugin with { Workloads = [workload] }]) + "\n"
        : SafeText.Block(WorkloadText.Of(plugin, workload)));
}
