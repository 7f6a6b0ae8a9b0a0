using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Threadmill.Engine.Installing;

/// <summary>
/// Publishes a package with its dependencies into a folder: a generated project, and the SDK's own restore with the user's
/// NuGet configuration. The contract is pruned from the graph, since the tool brings it: it need be on no feed.
/// </summary>
/// <param name="work">A scratch folder; deleted by the caller.</param>
/// <param name="configuredFrom">The folder whose NuGet configuration counts.</param>
internal sealed class PackagePublish(string work, string configuredFrom)
{
    private const string Assembly = "threadmill-plugin";
    private static readonly string ContractVersion = PluginInstaller.ContractVersion;

    /// <exception cref="ProblemException">There is no SDK, no such package, or it cannot be published; says why.</exception>
    public PublishedPackage Publish(PluginSource source, IReadOnlyList<string> sources, string into)
    {
        var (id, range) = source switch
        {
            PluginSource.Package { Version: null } p => (p.Id, "*"),
            PluginSource.Package p => (p.Id, p.Version!.Contains('*', StringComparison.Ordinal) ? p.Version : $"[{p.Version}]"),
            PluginSource.PackageFile f => (f.Id, $"[{f.Version}]"),
            _ => throw new ArgumentException($"{source} is no package", nameof(source)),
        };
        var sdk = DotnetSdk.Find($"installing package {id}");
        var project = Path.Combine(work, Assembly + ".csproj");
        Project(id, range, source as PluginSource.PackageFile, sources).Save(project);
        var output = sdk.Run(work, ["publish", project, "-c", "Release", "-o", into, "-v", "quiet", "-nologo"]);
        if (output.Code != 0)
            throw new ProblemException(Problem.Unavailable($"package {id} cannot be installed: {string.Join("\n  ", output.Errors(project))}"));
        return Finish(id, into);
    }

    private XElement Project(string id, string range, PluginSource.PackageFile? file, IReadOnlyList<string> sources) => new("Project",
        new XElement("PropertyGroup",
            // The folder above may have files of a repository's own.
            new XElement("ImportDirectoryBuildProps", false),
            new XElement("ImportDirectoryBuildTargets", false),
            new XElement("ImportDirectoryPackagesProps", false)),
        new XElement("Import", new XAttribute("Project", "Sdk.props"), new XAttribute("Sdk", "Microsoft.NET.Sdk")),
        new XElement("PropertyGroup",
            new XElement("TargetFramework", $"net{Environment.Version.Major}.0"),
            new XElement("AssemblyName", Assembly),
            new XElement("EnableDynamicLoading", true),
            new XElement("EnableDefaultItems", false),
            new XElement("GenerateAssemblyInfo", false),
            new XElement("GenerateTargetFrameworkAttribute", false),
            new XElement("DebugType", "none"),
            new XElement("UseSharedCompilation", false),
            new XElement("NoWarn", "CS2008;NU1603"),
            new XElement("CopyDocumentationFilesFromPackages", true),
            new XElement("RestoreEnablePackagePruning", true),
            new XElement("RestoreRootConfigDirectory", configuredFrom),
            sources.Count == 0 ? null : new XElement("RestoreSources", string.Join(';', sources.Concat(FolderOf(file)))),
            new XElement("RestoreAdditionalProjectSources", string.Join(';', FolderOf(file))),
            // A rebuilt package of the same version must not be taken from the cache of all packages.
            file is null ? null : new XElement("RestorePackagesPath", Path.Combine(work, "packages"))),
        new XElement("ItemGroup",
            new XElement("PackageReference", new XAttribute("Include", id), new XAttribute("Version", range)),
            new XElement("PrunePackageReference", new XAttribute("Include", PluginInstaller.ContractName), new XAttribute("Version", ContractVersion))),
        new XElement("Import", new XAttribute("Project", "Sdk.targets"), new XAttribute("Sdk", "Microsoft.NET.Sdk")));

    private static IEnumerable<string> FolderOf(PluginSource.PackageFile? file) => file is null ? [] : [Path.GetDirectoryName(file.Path)!];

    /// <summary>Reads from the deps.json which files are the package's own, and takes the generated project out of it and away.</summary>
    private static PublishedPackage Finish(string id, string folder)
    {
        var file = Path.Combine(folder, Assembly + ".deps.json");
        var deps = JsonNode.Parse(File.ReadAllBytes(file))!;
        var libraries = deps["targets"]!.AsObject().First().Value!.AsObject();
        libraries.First(l => l.Key.StartsWith(Assembly + "/", StringComparison.Ordinal)).Value!.AsObject().Remove("runtime");
        var package = libraries.First(l => l.Key.StartsWith(id + "/", StringComparison.OrdinalIgnoreCase));
        var contract = libraries.Select(l => l.Key.Split('/')).FirstOrDefault(l => l[0] == PluginInstaller.ContractName)?[1];
        File.WriteAllText(file, deps.ToJsonString());
        File.Delete(Path.Combine(folder, Assembly + ".dll"));
        var parts = package.Key.Split('/');
        var own = package.Value!["runtime"]?.AsObject().Select(r => Path.GetFileName(r.Key)).ToArray() ?? [];
        return new(parts[0], parts[1], own, contract, file, Path.Combine(folder, Assembly + ".runtimeconfig.json"));
    }
}

/// <param name="Assemblies">The file names of the package's own DLLs.</param>
/// <param name="NewerContract">The contract's version if the package wants a newer one than this tool brings.</param>
internal sealed record PublishedPackage(string Id, string Version, string[] Assemblies, string? NewerContract, string DepsFile, string RuntimeConfigFile);
