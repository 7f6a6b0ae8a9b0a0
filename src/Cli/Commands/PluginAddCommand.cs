using System.CommandLine;
using Threadmill.Engine.Installing;

namespace Threadmill.Cli.Commands;

/// <summary><c>plugin add</c>: from a package, a built DLL or a folder.</summary>
internal static class PluginAddCommand
{
    public static Command Build()
    {
        var what = new Argument<string>("plugin") { HelpName = "PACKAGE[@VERSION]|PATH", Description = "A NuGet package, or the path of a .nupkg, a .dll or a folder" };
        var sources = PluginCommand.SourceOption();
        var project = PluginCommand.ProjectOption();
        var command = new Command("add", "Install a plugin, or another version of it") { what, sources, project };
        command.SetAction(parsed =>
        {
            var source = PluginSource.Parse(parsed.GetValue(what)!, Directory.GetCurrentDirectory());
            var manifest = parsed.GetValue(project) ? PluginCommand.ProjectManifest() : null;
            var done = PluginCommand.InstallerOf(manifest?.Store ?? PluginCommand.UserStore()).Install(source, parsed.GetValue(sources) ?? []);
            manifest?.Change(entries => entries[done.Plugin.Name] = manifest.Entry(done.Receipt));
            PluginCommand.Tell(done);
            return ExitCode.Success;
        });
        return command;
    }
}
