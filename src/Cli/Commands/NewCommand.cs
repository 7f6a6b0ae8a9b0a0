using System.CommandLine;
using Threadmill.Cli.Templates;
using Threadmill.Engine;

namespace Threadmill.Cli.Commands;

/// <summary><c>new plugin</c>: a folder with a plugin that builds, its tests that pass, and how to go on.</summary>
internal static class NewCommand
{
    public static Command Build()
    {
        var name = new Argument<string>("name") { HelpName = "NAME", Description = "Its namespace, assembly and package, and the beginning of its workloads' names" };
        var output = new Option<string?>("--output", "-o") { HelpName = "FOLDER", Description = "Where it is made (default ./NAME)" };
        var source = new Option<string?>("--source") { HelpName = "FOLDER|URL", Description = "Where Threadmill's packages are, if not in the configured NuGet sources: writes a nuget.config" };
        var plugin = new Command("plugin", "Make a plugin with two workloads and their tests") { name, output, source };
        plugin.SetAction(parsed =>
        {
            var called = parsed.GetValue(name)!;
            PluginName.Check(called);
            var folder = Path.GetFullPath(parsed.GetValue(output) ?? called);
            PluginTemplate.Write(called, folder, parsed.GetValue(source) is { } s ? PackageSource(s) : null);
            var word = called.ToLowerInvariant();
            Console.Out.Write($"""
                made {folder} with the workloads {word}.digits and {word}.add

                  cd {Path.GetRelativePath(Directory.GetCurrentDirectory(), folder)}
                  dotnet test
                  dotnet build {called} -c Release
                  threadmill run {word}.add -t 4 --ops 1000 --plugin {called}/bin/Release/net10.0/{called}.dll


                """);
            return ExitCode.Success;
        });
        return new Command("new", "Start something new") { plugin };
    }

    private static string PackageSource(string text)
    {
        if (text.Contains("://", StringComparison.Ordinal))
            return text;
        var folder = Path.GetFullPath(text);
        return Directory.Exists(folder) ? folder : throw new ProblemException(Problem.Unavailable($"--source: there is no folder {folder}; give one that holds Threadmill's packages, or the address of a feed"));
    }
}
