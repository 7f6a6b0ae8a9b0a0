using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Threadmill.Engine.Installing;

/// <summary>Where a plugin is to come from.</summary>
public abstract partial record PluginSource
{
    private PluginSource()
    {
    }

    /// <summary>A package of the user's NuGet feeds.</summary>
    /// <param name="Version">Exact, or with a star; null: the newest stable one.</param>
    public sealed record Package(string Id, string? Version) : PluginSource
    {
        public override string ToString() => Version is null ? Id : $"{Id}@{Version}";
    }

    /// <summary>A package that lies somewhere as a file.</summary>
    public sealed record PackageFile(string Path, string Id, string Version) : PluginSource
    {
        public override string ToString() => Path;
    }

    /// <summary>A built plugin: its DLL, with what its deps.json names beside it.</summary>
    public sealed record Assembly(string Path) : PluginSource
    {
        public override string ToString() => Path;
    }

    /// <summary>A folder with one plugin and all that belongs to it.</summary>
    public sealed record Folder(string Path) : PluginSource
    {
        public override string ToString() => Path;
    }

    /// <summary>A word is a path if it ends in .dll or .nupkg or has a separator; else it is a package.</summary>
    /// <param name="folder">What relative paths start from.</param>
    /// <exception cref="ProblemException">It is neither, or the file is not there.</exception>
    public static PluginSource Parse(string word, string folder)
    {
        var path = Path.GetFullPath(Path.Combine(folder, word));
        if (HasEnding(word, ".csproj") || HasEnding(word, ".cs"))
            throw new ProblemException(Problem.Invalid($"'{word}' is a source: build it first (dotnet pack), then add the .nupkg; or run it in place: threadmill run {word}::WORKLOAD"));
        if (HasEnding(word, ".nupkg"))
            return OfPackageFile(Existing(word, path));
        if (HasEnding(word, ".dll"))
            return new Assembly(Existing(word, path));
        if (word is "." or ".." || word.AsSpan().IndexOfAny('/', '\\') >= 0)
            return Directory.Exists(path) ? new Folder(path) : throw Missing(word, path);
        if (Reference().Match(word) is { Success: true } reference)
            return new Package(reference.Groups["id"].Value, reference.Groups["version"] is { Success: true } version ? version.Value : null);
        throw new ProblemException(Problem.Invalid(
            $"'{word}' is neither a package (NAME or NAME@1.2.3 or NAME@1.*) nor a path (FILE.dll, FILE.nupkg or ./FOLDER)"));
    }

    private static PackageFile OfPackageFile(string path)
    {
        try
        {
            using var package = ZipFile.OpenRead(path);
            var spec = package.Entries.FirstOrDefault(e => HasEnding(e.FullName, ".nuspec") && !e.FullName.Contains('/', StringComparison.Ordinal))
                ?? throw new InvalidDataException("it holds no .nuspec");
            using var text = spec.Open();
            var metadata = XDocument.Load(text).Descendants().Where(e => e.Name.LocalName is "id" or "version" && e.Parent?.Name.LocalName == "metadata").ToLookup(e => e.Name.LocalName, e => e.Value.Trim());
            return new PackageFile(path, metadata["id"].First(), metadata["version"].First().Split('+')[0]);
        }
        catch (Exception e) when (e is InvalidDataException or XmlException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(Problem.Unavailable($"{path} is not a NuGet package: {e.Message.TrimEnd('.')}"));
        }
    }

    private static string Existing(string word, string path) => File.Exists(path) ? path : throw Missing(word, path);

    private static ProblemException Missing(string word, string path) => new(Problem.Unavailable($"there is no '{word}': looked for {path}"));

    private static bool HasEnding(string word, string ending) => word.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^(?<id>[A-Za-z0-9_][\w.\-]*)(?:@(?<version>\d+(?:\.\d+){0,3}(?:-[\w.\-]+)?|\d+(?:\.\d+){0,2}\.\*|\*(?:-\*)?))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();
}
