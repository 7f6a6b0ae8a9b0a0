using System.Text.RegularExpressions;

namespace Threadmill.Cli.Sources;

/// <summary>What the projects of one build told: their DLLs, and the files they were made of.</summary>
internal sealed partial class BuildReport
{
    /// <summary>Files that the SDK looks for in a project's folder and in all above it.</summary>
    private static readonly string[] Standing =
        ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "Directory.Build.rsp", "global.json", "nuget.config", "NuGet.Config", ".editorconfig"];

    private readonly List<Told> projects;

    private BuildReport(List<Told> projects) => this.projects = projects;

    public static BuildReport Read(string folder) => new([.. Directory.GetFiles(folder, "*.txt").Select(f => Told.Of(File.ReadAllLines(f)))]);

    /// <summary>The DLL of the project at that path, or of the script: for the newest framework of several.</summary>
    /// <returns>Null: nothing was told of it.</returns>
    public string? Dll(string path) => projects
        .Where(p => Same(p.Project, path) || p.Inputs.Any(i => Same(i, path)))
        .OrderByDescending(p => p.Framework.StartsWith("net", StringComparison.Ordinal) && p.Framework.Contains('.', StringComparison.Ordinal) && !p.Framework.StartsWith("netstandard", StringComparison.Ordinal))
        .ThenByDescending(p => Version.TryParse(Number().Match(p.Framework).Value, out var version) ? version : new Version())
        .FirstOrDefault()?.Dll;

    /// <summary>Everything that a change of may change what is built, except what lies in the folder where it was built.</summary>
    public IEnumerable<SourceInput> Inputs(string root, string work)
    {
        var folders = projects.Where(p => File.Exists(p.Project)).Select(p => Path.GetDirectoryName(p.Project)!).Distinct().ToArray();
        var files = projects.SelectMany(p => p.Inputs.Append(p.Project)).Append(root).ToHashSet();
        for (var (todo, done) = (new Queue<string>([.. folders, Path.GetDirectoryName(root)!]), new HashSet<string>()); todo.TryDequeue(out var folder);)
        {
            if (!done.Add(folder))
                continue;
            files.UnionWith(Standing.Select(name => Path.Combine(folder, name)));
            if (Path.GetDirectoryName(folder) is { } above)
                todo.Enqueue(above);
        }
        foreach (var file in files.ToArray())
            AddImports(file, files);
        return [.. files.Where(f => !f.StartsWith(work, StringComparison.Ordinal)).Select(SourceInput.OfFile), .. folders.Select(SourceInput.OfFolder)];
    }

    /// <summary>The files that a project or props file imports by a path of its own; what the SDK imports changes with the SDK only.</summary>
    private static void AddImports(string file, HashSet<string> files)
    {
        if (!File.Exists(file) || Path.GetExtension(file) is not (".props" or ".targets" or ".csproj" or ".fsproj" or ".vbproj"))
            return;
        foreach (Match match in Import().Matches(File.ReadAllText(file)))
        {
            var path = match.Groups[1].Value.Replace("$(MSBuildThisFileDirectory)", "", StringComparison.OrdinalIgnoreCase).Replace('\\', '/');
            var imported = path.Contains('$', StringComparison.Ordinal) ? null : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, path));
            if (imported is not null && files.Add(imported))
                AddImports(imported, files);
        }
    }

    private static bool Same(string a, string b) =>
        a.Equals(b, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    [GeneratedRegex("""<Import\s[^>]*?Project\s*=\s*"([^"]+)""")]
    private static partial Regex Import();

    [GeneratedRegex(@"\d+(\.\d+)+")]
    private static partial Regex Number();

    private sealed record Told(string Project, string Framework, string Dll, string[] Inputs)
    {
        public static Told Of(string[] lines) => new(
            One(lines, "project "), One(lines, "framework "), One(lines, "dll "),
            [.. lines.Where(l => l.StartsWith("input ", StringComparison.Ordinal)).Select(l => l["input ".Length..])]);

        private static string One(string[] lines, string key) =>
            lines.FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal))?[key.Length..] ?? "";
    }
}
