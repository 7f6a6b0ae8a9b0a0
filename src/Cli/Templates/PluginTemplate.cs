using System.Xml.Linq;
using Threadmill.Engine;

namespace Threadmill.Cli.Templates;

/// <summary>The files of a new plugin: those of the template package, inside the tool, with the plugin's name in the place of theirs.</summary>
internal static class PluginTemplate
{
    private const string Prefix = "template/";

    /// <summary>Writes all files, beside and renamed: a folder that has something in it is refused.</summary>
    /// <param name="name">A valid plugin name.</param>
    /// <param name="source">A folder or feed to take Threadmill's packages from; null: those that are configured.</param>
    /// <exception cref="ProblemException">The folder is in use or cannot be written.</exception>
    public static void Write(string name, string folder, string? source)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new ProblemException(Problem.Invalid($"{folder} is there already; nothing was changed: choose another name, or --output FOLDER"));
        var beside = $"{folder}.{Environment.ProcessId}.new";
        try
        {
            foreach (var file in Files(name))
                WriteFile(Path.Combine(beside, file.Path), file.Text);
            if (source is not null)
                WriteFile(Path.Combine(beside, "nuget.config"), NuGetConfig(source));
            if (Directory.Exists(folder))
                Directory.Delete(folder);
            Directory.Move(beside, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(beside))
                Directory.Delete(beside, recursive: true);
            throw new ProblemException(Problem.Unavailable($"{folder} cannot be made: {e.Message.TrimEnd('.')}"));
        }
    }

    private static IEnumerable<(string Path, string Text)> Files(string name)
    {
        var assembly = typeof(PluginTemplate).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(r => r.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var text = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var path = Named(resource[Prefix.Length..].Replace('\\', '/'), name);
            yield return (path == "gitignore" ? ".gitignore" : path, Named(text.ReadToEnd(), name));
        }
    }

    private static string Named(string text, string name) =>
        text.Replace("MyPlugin", name, StringComparison.Ordinal).Replace("myplugin", name.ToLowerInvariant(), StringComparison.Ordinal);

    private static void WriteFile(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Adds one source to those that are configured: the test framework comes from there.</summary>
    private static string NuGetConfig(string source) => new XElement("configuration",
        new XElement("packageSources", new XElement("add", new XAttribute("key", "threadmill"), new XAttribute("value", source)))) + "\n";
}
