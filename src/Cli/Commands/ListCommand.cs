using System.CommandLine;
using Spectre.Console;
using Threadmill.Cli.Reports;
using Threadmill.Cli.Sources;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Plugins;
using Threadmill.Engine.Targets;

namespace Threadmill.Cli.Commands;

/// <summary><c>list</c>: the workloads by plugin, from metadata only; no plugin code is run.</summary>
internal static class ListCommand
{
    public static Command Build()
    {
        var filter = new Argument<string?>("filter") { HelpName = "FILTER", Arity = ArgumentArity.ZeroOrOne, Description = "Part of a workload's or plugin's name, or a plugin's file" };
        var plugins = new Option<string[]>("--plugin") { HelpName = "PATH", Description = "A plugin DLL, or a folder of plugins, to look in first" };
        var json = new Option<bool>("--json") { Description = "As one JSON document", Arity = ArgumentArity.Zero };
        var command = new Command("list", "Show the workloads that can be run, by plugin") { filter, plugins, json };
        command.SetAction(parsed =>
        {
            var text = parsed.GetValue(filter);
            var found = text is not null && (File.Exists(text) || TargetName.Parse(text).IsFile)
                ? [PluginMetadata.Read(PlanSources.DllOf(TargetName.Parse(text)))]
                : Matching(CatalogOf(parsed.GetValue(plugins) ?? []), text);
            if (parsed.GetValue(json))
                Console.Out.Write(CatalogJson.Of(found) + "\n");
            else
                Write(Terminal.Out(ColorMode.Auto), found);
            TellFaults(found);
            return ExitCode.Success;
        });
        return command;
    }

    internal static Catalog CatalogOf(string[] plugins) => new(new PluginFolders(plugins), new MetadataCache(MetadataCache.DefaultFile));

    private static PluginDescription[] Matching(Catalog catalog, string? text) =>
        [.. catalog.Plugins.Select(p => text is null || p.Name.Contains(text, StringComparison.OrdinalIgnoreCase) ? p
            : p with { Workloads = [.. p.Workloads.Where(w => w.Name.Contains(text, StringComparison.OrdinalIgnoreCase))] })
            .Where(p => !p.Workloads.IsEmpty || p.Fault is not null)];

    private static void Write(IAnsiConsole console, PluginDescription[] plugins)
    {
        var width = plugins.SelectMany(p => p.Workloads).Select(w => w.Name.Length).DefaultIfEmpty(0).Max() + 2;
        foreach (var plugin in plugins.Where(p => !p.Workloads.IsEmpty).OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase))
        {
            console.Write(new Text($"{SafeText.Line(plugin.Name)} {plugin.Version}\n", new Style(decoration: Decoration.Bold)));
            foreach (var workload in plugin.Workloads.OrderBy(w => w.Name, StringComparer.Ordinal))
                console.Write(new Text($"  {SafeText.Line(workload.Name).PadRight(width)}{SafeText.Line(workload.Summary ?? "")}\n") { Overflow = Overflow.Ellipsis });
        }
    }

    private static void TellFaults(PluginDescription[] plugins)
    {
        foreach (var plugin in plugins)
        {
            if (plugin.Fault is { } fault)
                Console.Error.Write($"warning: {plugin.Path} cannot be used: {SafeText.Line(fault)}\n");
            foreach (var warning in plugin.Warnings)
                Console.Error.Write($"warning: {plugin.Path}: {SafeText.Line(warning)}\n");
        }
    }
}
