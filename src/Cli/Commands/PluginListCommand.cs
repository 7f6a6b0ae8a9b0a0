using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using Threadmill.Cli.Reports;
using Threadmill.Engine.Installing;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Plugins;

namespace Threadmill.Cli.Commands;

/// <summary><c>plugin list</c>: what is installed where, from whence, and what of the project's manifest is missing.</summary>
internal static class PluginListCommand
{
    private static readonly InstalledContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static Command Build()
    {
        var json = new Option<bool>("--json") { Description = "As one JSON document", Arity = ArgumentArity.Zero };
        var command = new Command("list", "Show the installed plugins") { json };
        command.SetAction(parsed =>
        {
            var installed = All();
            if (parsed.GetValue(json))
                Console.Out.Write(JsonSerializer.Serialize(new InstalledDocument("threadmill.plugins/1", installed), Context.InstalledDocument) + "\n");
            else
                Write(installed);
            foreach (var plugin in installed.Where(p => p.Fault is not null))
                Console.Error.Write($"warning: {SafeText.Line(plugin.Name)} cannot be used: {SafeText.Line(plugin.Fault!)}\n");
            return ExitCode.Success;
        });
        return command;
    }

    private static List<InstalledPlugin> All()
    {
        var all = new List<InstalledPlugin>();
        var cache = new MetadataCache(MetadataCache.DefaultFile);
        if (PluginManifest.Here() is { } manifest)
        {
            var here = manifest.Store.All();
            all.AddRange(here.Select(p => Of("project", p.Name, p.Folder, cache, null)));
            var entries = manifest.Read();
            all.AddRange(from name in manifest.Unrestored()
                         let entry = entries[name]
                         select new InstalledPlugin("project", name, entry.Version, entry.Package ?? entry.Path, Path.Combine(manifest.Store.Folder, name), [], "it is not restored: threadmill plugin restore", false));
        }
        all.AddRange(PluginCommand.UserStore().All().Select(p => Of("user", p.Name, p.Folder, cache, all)));
        cache.Save();
        return all;
    }

    private static InstalledPlugin Of(string scope, string name, string folder, MetadataCache cache, List<InstalledPlugin>? stronger)
    {
        var plugin = cache.Get(Path.Combine(folder, name + ".dll"));
        var receipt = PluginReceipt.Of(folder);
        var isHidden = stronger?.Exists(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? false;
        return new(scope, name, receipt?.Version ?? plugin.Version, receipt?.Path ?? receipt?.Package, folder, [.. plugin.Workloads.Select(w => w.Name)], plugin.Fault, isHidden);
    }

    private static void Write(List<InstalledPlugin> plugins)
    {
        if (plugins.Count == 0)
        {
            Console.Error.Write("no plugins are installed; those that come with the tool are in 'threadmill list'\n");
            return;
        }
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        foreach (var _ in Enumerable.Range(0, 4))
            table.AddColumn(new TableColumn("") { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        foreach (var p in plugins)
        {
            var offers = p.Fault is not null ? "cannot be used" : p.IsHidden ? "hidden by the project's" : string.Join(", ", p.Workloads);
            table.AddRow(new Text(SafeText.Line($"{p.Name} {p.Version}")), new Text(p.Scope), new Text(SafeText.Line(p.From ?? "copied by hand")), new Text(SafeText.Line(offers)) { Overflow = Overflow.Ellipsis });
        }
        Terminal.Out(ColorMode.Auto).Write(table);
    }
}

/// <param name="Scope">project or user.</param>
/// <param name="From">The package's id or the path it was copied from; null: not by this tool.</param>
internal sealed record InstalledPlugin(string Scope, string Name, string? Version, string? From, string Folder, string[] Workloads, string? Fault, bool IsHidden);

internal sealed record InstalledDocument(string Schema, IReadOnlyList<InstalledPlugin> Plugins);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(InstalledDocument))]
internal sealed partial class InstalledContext : JsonSerializerContext;
