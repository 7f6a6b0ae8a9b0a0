using System.CommandLine;
using Threadmill.Cli.Reports;
using Threadmill.Engine;
using Threadmill.Engine.Installing;

namespace Threadmill.Cli.Commands;

/// <summary><c>plugin update</c>: the newest version of one plugin or of all, from where they came.</summary>
internal static class PluginUpdateCommand
{
    public static Command Build()
    {
        var name = new Argument<string?>("name") { HelpName = "NAME", Arity = ArgumentArity.ZeroOrOne, Description = "An installed plugin; without it, all" };
        name.CompletionSources.Add(_ => PluginCommand.InstalledNames().Select(n => new System.CommandLine.Completions.CompletionItem(n)));
        var sources = PluginCommand.SourceOption();
        var project = PluginCommand.ProjectOption();
        var command = new Command("update", "Install the newest version of a plugin, or of all") { name, sources, project };
        command.SetAction(parsed =>
        {
            var manifest = parsed.GetValue(project) ? PluginCommand.ProjectManifest() : null;
            var store = manifest?.Store ?? PluginCommand.UserStore();
            var receipts = store.All().Select(p => PluginReceipt.Of(p.Folder)).OfType<PluginReceipt>().ToArray();
            var given = parsed.GetValue(name);
            var chosen = receipts.Where(r => given is null || r.Name.Equals(given, StringComparison.OrdinalIgnoreCase)).ToArray();
            if (given is not null && chosen.Length == 0)
                throw PluginCommand.NotInstalled(given, receipts.Select(r => r.Name), manifest);
            if (chosen.Length == 0)
                Console.Error.Write($"no plugins are installed: there is nothing to update{PluginCommand.ProjectHint(manifest)}\n");
            var problems = new List<Problem>();
            foreach (var receipt in chosen)
                Update(receipt, PluginCommand.InstallerOf(store), manifest, parsed.GetValue(sources) ?? [], problems);
            return problems.Count == 0 ? ExitCode.Success : throw new ProblemException(problems);
        });
        return command;
    }

    private static void Update(PluginReceipt receipt, PluginInstaller installer, PluginManifest? manifest, string[] sources, List<Problem> problems)
    {
        try
        {
            var source = receipt.Path is { } path ? PluginSource.Parse(path, "/") : new PluginSource.Package(receipt.Package!, receipt.Range);
            var done = installer.Install(source, sources.Length > 0 ? sources : receipt.Sources);
            manifest?.Change(entries => entries[done.Plugin.Name] = manifest.Entry(done.Receipt));
            if (done.Receipt.Version == receipt.Version && receipt.Path is null)
                Console.Out.Write($"{SafeText.Line(receipt.Name)} {receipt.Version} is the newest\n");
            else
                PluginCommand.Tell(done);
        }
        catch (ProblemException e)
        {
            problems.AddRange(e.Problems.Select(p => p with { Message = $"{receipt.Name}: {p.Message}" }));
        }
    }
}
