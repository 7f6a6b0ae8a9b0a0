using System.CommandLine;
using Threadmill.Cli.Reports;
using Threadmill.Cli.Sources;
using Threadmill.Engine;
using Threadmill.Engine.Installing;
using Threadmill.Engine.Plugins;

namespace Threadmill.Cli.Commands;

/// <summary><c>plugin</c>: installs, lists, updates and removes plugins, for the user or for a project.</summary>
internal static class PluginCommand
{
    public static Command Build() => new("plugin", "Install, list, update and remove plugins")
    {
        PluginAddCommand.Build(),
        PluginListCommand.Build(),
        PluginUpdateCommand.Build(),
        PluginRemoveCommand.Build(),
        PluginRestoreCommand.Build(),
    };

    public static IReadOnlyList<string> ExamplesOf(string subcommand) => subcommand switch
    {
        "add" => ["threadmill plugin add Acme.Workloads", "threadmill plugin add Acme.Workloads@1.2.0 --project", "threadmill plugin add ./bin/Release/Hello.1.0.0.nupkg", "threadmill plugin add ./bin/Release/net10.0/Hello.dll"],
        "list" => ["threadmill plugin list", "threadmill plugin list --json"],
        "update" => ["threadmill plugin update", "threadmill plugin update Acme.Workloads"],
        "remove" => ["threadmill plugin remove Acme.Workloads"],
        "restore" => ["threadmill plugin restore"],
        _ => ["threadmill plugin add Acme.Workloads@1.2.0", "threadmill plugin list", "threadmill plugin restore"],
    };

    public static Option<bool> ProjectOption() => new("--project")
    {
        Description = "For this project: in .threadmill/plugins.json, to be checked in, here or in a folder above",
        Arity = ArgumentArity.Zero,
    };

    public static Option<string[]> SourceOption() => new("--source")
    {
        HelpName = "FOLDER|URL",
        Description = "Take packages from here instead of the configured NuGet sources; may be repeated",
    };

    /// <summary>The manifest upwards from here; without one, the one that this folder would have.</summary>
    public static PluginManifest ProjectManifest() => PluginManifest.Here() ?? PluginManifest.In(Directory.GetCurrentDirectory());

    public static PluginStore UserStore() => new(PluginFolders.UserFolder);

    public static PluginInstaller InstallerOf(PluginStore store) => new(store, Directory.GetCurrentDirectory());

    /// <summary>Installed names of both places, for completion.</summary>
    public static IEnumerable<string> InstalledNames() =>
        UserStore().All().Concat(PluginManifest.Here()?.Store.All() ?? []).Select(p => p.Name).Distinct();

    /// <summary>One line of what was done, and on stderr what is to be minded.</summary>
    public static void Tell(Installation done)
    {
        var (plugin, receipt, before) = done;
        var was = before is null ? $"added {plugin.Name} {receipt.Version}"
            : before.Version == receipt.Version ? $"added {plugin.Name} {receipt.Version} again"
            : $"updated {plugin.Name} {before.Version} to {receipt.Version}";
        Console.Out.Write($"{SafeText.Line(was)}: {SafeText.Line(string.Join(", ", plugin.Workloads.Select(w => w.Name)))}\n");
        foreach (var warning in plugin.Warnings)
            Console.Error.Write($"warning: {plugin.Name}: {SafeText.Line(warning)}\n");
        var others = UserCatalog.With([]).Plugins.Where(p => !p.Name.Equals(plugin.Name, StringComparison.OrdinalIgnoreCase)).ToArray();
        foreach (var (workload, other) in from w in plugin.Workloads from o in others where o.Workloads.Any(x => x.Name == w.Name) select (w, o))
            Console.Error.Write($"warning: {SafeText.Line(workload.Name)} is offered by {SafeText.Line(other.Name)} too; say {SafeText.Line($"{plugin.Name}/{workload.Name}")}\n");
    }

    /// <param name="asked">The manifest, if the project's plugins were asked for.</param>
    public static ProblemException NotInstalled(string name, IEnumerable<string> installed, PluginManifest? asked)
    {
        var known = installed.ToArray();
        var near = Nearest.To(name, known);
        return new(Problem.Unavailable($"no plugin '{name}' is installed{(near is not null ? $"; did you mean '{near}'?" : known.Length > 0 ? $"; installed are {string.Join(", ", known)}" : "")}{ProjectHint(asked)}"));
    }

    /// <summary>What the project has, where the user's own plugins were asked for.</summary>
    public static string ProjectHint(PluginManifest? asked)
    {
        var here = asked is null ? PluginManifest.Here()?.Read().Keys.ToArray() ?? [] : [];
        return here.Length > 0 ? $"; the project has {string.Join(", ", here)}: add --project" : "";
    }
}
