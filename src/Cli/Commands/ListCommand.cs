using System.CommandLine;
using Spectre.Console;
using Threadmill.Cli.Reports;
using Threadmill.Cli.Sources;
using Threadmill.Engine;
using Threadmill.Engine.Installing;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Plugins;
using Threadmill.Engine.Targets;

namespace Threadmill.Cli.Commands;

/// <summary><c>list</c>: the workloads by plugin, and the members of a file, from metadata only; no code of theirs is run.</summary>
internal static class ListCommand
{
    public static Command Build()
    {
        var words = new Argument<string[]>("filter") { HelpName = "[FILE.dll] [FILTER]", Arity = new ArgumentArity(0, 2), Description = "A file whose members are shown; part of a name, a category, or a kind (test, benchmark)" };
        var plugins = new Option<string[]>("--plugin") { HelpName = "PATH", Description = "A plugin DLL, or a folder of plugins, to look in first" };
        var json = new Option<bool>("--json") { Description = "As one JSON document", Arity = ArgumentArity.Zero };
        var command = new Command("list", "Show what can be run: the workloads by plugin, or the members of a file") { words, plugins, json };
        command.SetAction(parsed =>
        {
            var given = parsed.GetValue(words) ?? [];
            var file = given.Length > 0 ? FileOf(given[0]) : null;
            if (given.Length == 2 && file is null)
                throw new ProblemException(Problem.Unavailable($"there is no file '{given[0]}'; say FILE.dll FILTER, or one FILTER for all plugins"));
            var text = given.ElementAtOrDefault(file is null ? 0 : 1);
            var found = file is null ? Matching(UserCatalog.With(parsed.GetValue(plugins) ?? []), text) : [OfFile(file, text)];
            var members = file is null || found[0].Fault is not null ? null : MemberListText.Matching(MemberReader.Read(file), text);
            if (parsed.GetValue(json))
                Console.Out.Write(CatalogJson.Of(found, members) + "\n");
            else
                Write(Terminal.Out(ColorMode.Auto), found, members ?? []);
            TellFaults(found);
            if (text is not null && members is not { Length: > 0 } && found.All(p => p.Workloads.IsEmpty))
                Console.Error.Write($"nothing here has '{SafeText.Line(text)}' in its name\n");
            if (file is null && PluginManifest.Here()?.Unrestored() is { Length: > 0 } absent)
                Console.Error.Write($"warning: the project wants {SafeText.Line(string.Join(", ", absent))} too, not restored yet: threadmill plugin restore\n");
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>The DLL that a word names: here, in the framework, or to be built from a source. Null: it names none.</summary>
    /// <exception cref="ProblemException">It should be a file, but is not there.</exception>
    private static string? FileOf(string word)
    {
        if (TargetName.Parse(word) is not { IsFile: true } source)
            return File.Exists(word) ? Path.GetFullPath(word) : null;
        var dll = TargetResolver.FrameworkFile(word) ?? PlanSources.DllOf(source);
        return File.Exists(dll) ? dll : throw new ProblemException(Problem.Unavailable($"there is no file '{word}'"));
    }

    private static PluginDescription OfFile(string file, string? filter)
    {
        var plugin = PluginMetadata.Read(file);
        return plugin with { Workloads = [.. plugin.Workloads.Where(w => filter is null || w.Name.Contains(filter, StringComparison.OrdinalIgnoreCase))] };
    }

    private static PluginDescription[] Matching(Catalog catalog, string? text) =>
        [.. catalog.Plugins.Select(p => text is null || p.Name.Contains(text, StringComparison.OrdinalIgnoreCase) ? p
            : p with { Workloads = [.. p.Workloads.Where(w => w.Name.Contains(text, StringComparison.OrdinalIgnoreCase))] })
            .Where(p => !p.Workloads.IsEmpty || p.Fault is not null)];

    private static void Write(IAnsiConsole console, PluginDescription[] plugins, MemberDescription[] members)
    {
        var width = plugins.SelectMany(p => p.Workloads).Select(w => w.Name.Length).DefaultIfEmpty(0).Max() + 2;
        foreach (var plugin in plugins.Where(p => !p.Workloads.IsEmpty).OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase))
        {
            console.Write(new Text($"{SafeText.Line(plugin.Name)} {plugin.Version}\n", new Style(decoration: Decoration.Bold)));
            foreach (var workload in plugin.Workloads.OrderBy(w => w.Name, StringComparer.Ordinal))
                console.Write(new Text($"  {SafeText.Line(workload.Name).PadRight(width)}{SafeText.Line(Told(workload))}\n") { Overflow = Overflow.Ellipsis });
        }
        MemberListText.Write(console, members);
    }

    private static string Told(WorkloadDescription workload) => workload.Mistakes is [var mistake, ..] ? $"cannot be run: {mistake}" : workload.Summary ?? "";

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
