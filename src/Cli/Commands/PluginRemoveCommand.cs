using System.CommandLine;
using Threadmill.Cli.Reports;
using Threadmill.Engine;
using Threadmill.Engine.Installing;

namespace Threadmill.Cli.Commands;

/// <summary><c>plugin remove</c>: what <c>plugin add</c> installed; nothing else.</summary>
internal static class PluginRemoveCommand
{
    public static Command Build()
    {
        var name = new Argument<string>("name") { HelpName = "NAME", Description = "An installed plugin, or the package it came from" };
        name.CompletionSources.Add(_ => PluginCommand.InstalledNames().Select(n => new System.CommandLine.Completions.CompletionItem(n)));
        var project = PluginCommand.ProjectOption();
        var command = new Command("remove", "Remove an installed plugin") { name, project };
        command.SetAction(parsed =>
        {
            var manifest = parsed.GetValue(project) ? PluginCommand.ProjectManifest() : null;
            var store = manifest?.Store ?? PluginCommand.UserStore();
            var given = parsed.GetValue(name)!;
            var found = store.All().Select(p => (p.Name, p.Folder, Receipt: PluginReceipt.Of(p.Folder)))
                .FirstOrDefault(p => Is(given, p.Name) || Is(given, p.Receipt?.Package));
            var entry = manifest?.Read().FirstOrDefault(e => Is(given, e.Key) || Is(given, e.Value.Package)).Key;
            if (found.Name is null && entry is null)
                throw PluginCommand.NotInstalled(given, store.All().Select(p => p.Name).Concat(manifest?.Read().Keys.ToArray() ?? []).Distinct(), manifest);
            if (found.Name is not null && found.Receipt is null)
                throw new ProblemException(Problem.Unavailable($"{found.Folder} was not put there by this tool; delete the folder yourself"));
            if (found.Name is not null)
                store.Remove(found.Name);
            if (entry is not null)
                manifest!.Change(entries => entries.Remove(entry));
            Console.Out.Write($"removed {SafeText.Line(found.Name ?? entry!)}{(found.Receipt is { } r ? " " + SafeText.Line(r.Version) : "")}\n");
            return ExitCode.Success;
        });
        return command;
    }

    private static bool Is(string given, string? name) => given.Equals(name, StringComparison.OrdinalIgnoreCase);
}
