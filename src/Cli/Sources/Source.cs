using System.Text.RegularExpressions;
using Threadmill.Engine;

namespace Threadmill.Cli.Sources;

/// <summary>What stands before <c>::</c> where that is no DLL but has to be made into one by the SDK.</summary>
internal abstract partial record Source
{
    private static readonly string[] ProjectEndings = [".csproj", ".fsproj", ".vbproj"];

    /// <summary>What a person calls it.</summary>
    public abstract string Name { get; }

    /// <summary>What tells it from all others: a full path, or a package and its version.</summary>
    public abstract string Identity { get; }

    /// <summary>A file-based app of the SDK: one <c>.cs</c> file with its <c>#:package</c> and <c>#:project</c> lines.</summary>
    public sealed record Script(string Path) : Source
    {
        public override string Name => System.IO.Path.GetFileName(Path);
        public override string Identity => Path;
    }

    public sealed record Project(string Path) : Source
    {
        public override string Name => System.IO.Path.GetFileName(Path);
        public override string Identity => Path;
    }

    /// <param name="Id">The package's id.</param>
    /// <param name="Version">Null: the newest.</param>
    public sealed record Package(string Id, string? Version) : Source
    {
        public override string Name => Version is null ? Id : $"{Id} {Version}";
        public override string Identity => $"pkg:nuget/{Id.ToLowerInvariant()}@{Version ?? "*"}";

        /// <summary>As a project file says it: exactly that version, or the newest that fits.</summary>
        public string Range => IsFloating ? Version ?? "*" : $"[{Version}]";

        /// <summary>What it stands for changes when a newer version is published.</summary>
        public bool IsFloating => Version?.EndsWith('*') ?? true;
    }

    /// <param name="file">What stands before <c>::</c>.</param>
    /// <returns>Null: it is a DLL, or nothing that can be built.</returns>
    /// <exception cref="ProblemException">It is no package reference, or there is no such file.</exception>
    public static Source? Of(string file)
    {
        if (file.StartsWith("pkg:", StringComparison.Ordinal))
        {
            var match = PackageReference().Match(file);
            return match.Success
                ? new Package(match.Groups["id"].Value, match.Groups["version"] is { Success: true, Value: var version } ? version : null)
                : throw new ProblemException(Problem.Invalid($"'{file}' is no package reference; say pkg:nuget/NAME@VERSION::Type.Method, or leave @VERSION out for the newest"));
        }
        var isScript = file.EndsWith(".cs", StringComparison.OrdinalIgnoreCase);
        if (!isScript && !ProjectEndings.Any(e => file.EndsWith(e, StringComparison.OrdinalIgnoreCase)))
            return null;
        var path = System.IO.Path.GetFullPath(file);
        if (!File.Exists(path))
            throw new ProblemException(Problem.Unavailable($"'{file}': there is no file {path}"));
        return isScript ? new Script(path) : new Project(path);
    }

    [GeneratedRegex(@"^pkg:nuget/(?<id>[A-Za-z0-9_][A-Za-z0-9_.-]*)(@(?<version>\d[0-9A-Za-z.+-]*(\.\*)?|\*))?$")]
    private static partial Regex PackageReference();
}
