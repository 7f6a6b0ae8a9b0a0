using System.CommandLine;
using Threadmill.Cli.Reports;
using Threadmill.Engine;
using Threadmill.Engine.Installing;

namespace Threadmill.Cli.Commands;

/// <summary><c>plugin restore</c>: makes a project's plugins what its manifest says, no more and no less.</summary>
internal static class PluginRestoreCommand
{
    public static Command Build()
    {
        var sources = PluginCommand.SourceOption();
        var command = new Command("restore", "Install what the project's .threadmill/plugins.json names") { sources };
        command.SetAction(parsed =>
        {
            var manifest = PluginManifest.Here()
                ?? throw new ProblemException(Problem.Unavailable("there is no .threadmill/plugins.json here or in a folder above; threadmill plugin add --project makes one"));
            var entries = manifest.Read();
            var problems = new List<Problem>();
            foreach (var (name, entry) in entries)
                Restore(manifest, name, entry, parsed.GetValue(sources) ?? [], problems);
            foreach (var (name, folder) in manifest.Store.All().Where(p => !entries.ContainsKey(p.Name) && PluginReceipt.Of(p.Folder) is not null))
            {
                manifest.Store.Remove(name);
                Console.Out.Write($"removed {SafeText.Line(name)}: the manifest no longer names it\n");
            }
            return problems.Count == 0 ? ExitCode.Success : throw new ProblemException(problems);
        });
        return command;
    }

    private static void Restore(PluginManifest manifest, string name, ManifestEntry entry, string[] sources, List<Problem> problems)
    {
        var there = PluginReceipt.Of(Path.Combine(manifest.Store.Folder, name));
        if (there is not null && entry.Version is not null && there.Version == entry.Version && there.Package == entry.Package)
        {
            Console.Out.Write($"{SafeText.Line(name)} {entry.Version} is there\n");
            return;
        }
        try
        {
            var source = entry.Path is { } path ? PluginSource.Parse(Path.Combine(manifest.Root, path), manifest.Root)
                : PluginSource.Parse(entry.Version is null ? entry.Package! : $"{entry.Package}@{entry.Version}", manifest.Root);
            var done = PluginCommand.InstallerOf(manifest.Store).Install(source, sources);
            PluginCommand.Tell(done);
        }
        catch (ProblemException e)
        {
            problems.AddRange(e.Problems.Select(p => p with { Message = $"{manifest.Path}: {name}: {p.Message}" }));
        }
    }
}
