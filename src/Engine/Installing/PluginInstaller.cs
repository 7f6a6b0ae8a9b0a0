using System.Reflection;
using Threadmill.Engine.Plugins;

namespace Threadmill.Engine.Installing;

/// <summary>Installs plugins into a store: made beside, judged by their metadata, and put into their place only if they are good.</summary>
/// <param name="folder">The working folder: its NuGet configuration counts, and relative sources start from it.</param>
public sealed class PluginInstaller(PluginStore store, string folder)
{
    internal const string ContractName = "Threadmill.Workloads";

    /// <summary>The contract that this tool brings.</summary>
    public static string ContractVersion { get; } =
        typeof(WorkloadAttribute).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "1.0.0";

    /// <param name="sources">Where packages come from instead of the sources that are configured; none: those.</param>
    /// <exception cref="ProblemException">It cannot be had, or is no plugin; what was installed before is untouched.</exception>
    public Installation Install(PluginSource source, IReadOnlyList<string> sources)
    {
        string[] from = [.. sources.Select(s => Uri.TryCreate(s, UriKind.Absolute, out _) ? s : Path.GetFullPath(Path.Combine(folder, s)))];
        foreach (var missing in from.Where(s => Path.IsPathRooted(s) && !Directory.Exists(s)))
            throw new ProblemException(Problem.Unavailable($"there is no package source '{missing}': a source is a folder of packages or a feed's URL"));
        using var stage = store.Stage();
        var made = stage.Sub("plugin");
        var (plugin, receipt) = Make(source, from, stage, made);
        Judge(source, plugin);
        receipt = receipt with { Name = plugin.Name };
        Tidy(made, plugin);
        receipt.Write(made);
        PluginReceipt? before = null;
        store.Place(made, plugin.Name, (there, exists) =>
        {
            before = there;
            if (exists && there is null)
                throw new ProblemException(Problem.Unavailable($"{Path.Combine(store.Folder, plugin.Name)} was not put there by this tool; move it away first"));
            if (there is not null && !string.Equals(there.Package, receipt.Package, StringComparison.OrdinalIgnoreCase))
                throw new ProblemException(Problem.Unavailable($"plugin {plugin.Name} is there already, from {there.Package ?? there.Path}; remove it first: threadmill plugin remove {plugin.Name}"));
        });
        var place = Path.Combine(store.Folder, plugin.Name);
        return new(plugin with { Path = Path.Combine(place, plugin.Name + ".dll") }, receipt, before);
    }

    private (PluginDescription, PluginReceipt) Make(PluginSource source, string[] sources, StagedFolder stage, string made)
    {
        switch (source)
        {
            case PluginSource.Assembly a:
                PluginFiles.CopyAssembly(a.Path, made);
                return Described(PluginMetadata.Read(Path.Combine(made, Path.GetFileName(a.Path))), a.Path);
            case PluginSource.Folder f:
                var dll = OnlyPlugin(source, Directory.GetFiles(f.Path, "*.dll"), Path.GetFileName(f.Path));
                PluginFiles.CopyFolder(f.Path, made);
                return Described(PluginMetadata.Read(Path.Combine(made, Path.GetFileName(dll))), f.Path);
            default:
                var package = new PackagePublish(stage.Sub("build"), folder).Publish(source, sources, made);
                if (package.NewerContract is { } newer)
                    throw new ProblemException(Problem.Unavailable($"{package.Id} {package.Version} was built against {ContractName} {newer}, this tool has {ContractVersion}; update the tool"));
                var own = OnlyPlugin(source, [.. package.Assemblies.Select(a => Path.Combine(made, a))], package.Id);
                File.Move(package.DepsFile, Path.ChangeExtension(own, ".deps.json"), overwrite: true);
                File.Move(package.RuntimeConfigFile, Path.ChangeExtension(own, ".runtimeconfig.json"), overwrite: true);
                return (PluginMetadata.Read(own), new PluginReceipt
                {
                    Name = "",
                    Version = package.Version,
                    Package = package.Id,
                    Range = (source as PluginSource.Package)?.Version is { } v && v.Contains('*', StringComparison.Ordinal) ? v : null,
                    Path = (source as PluginSource.PackageFile)?.Path,
                    Sources = sources,
                });
        }
    }

    private static (PluginDescription, PluginReceipt) Described(PluginDescription plugin, string path) =>
        (plugin, new PluginReceipt { Name = plugin.Name, Version = plugin.Version, Path = path });

    /// <summary>The one DLL that uses the contract; of several, the one with the given name.</summary>
    private static string OnlyPlugin(PluginSource source, string[] dlls, string name)
    {
        var plugins = dlls.Where(d => PluginMetadata.Read(d) is { Contract: not null } or { Fault: not null } && !IsContract(d)).ToArray();
        return plugins switch
        {
            [var only] => only,
            [] => throw NoPlugin(source, dlls.Length == 0 ? "it holds no DLL" : $"{string.Join(", ", dlls.Select(Path.GetFileName))} {(dlls.Length == 1 ? "does" : "do")} not use {ContractName}{HowToCall(source)}"),
            _ => plugins.FirstOrDefault(p => Path.GetFileNameWithoutExtension(p).Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw NoPlugin(source, $"{string.Join(" and ", plugins.Select(Path.GetFileName))} may be plugins; add the one you mean by its path"),
        };
    }

    private static bool IsContract(string dll) => Path.GetFileNameWithoutExtension(dll).Equals(ContractName, StringComparison.OrdinalIgnoreCase);

    private static void Judge(PluginSource source, PluginDescription plugin)
    {
        if (plugin.Fault is { } fault)
            throw NoPlugin(source, fault);
        if (plugin.Contract is null)
            throw NoPlugin(source, $"it does not use {ContractName}{HowToCall(source)}");
        if (plugin.Workloads.IsEmpty)
            throw NoPlugin(source, "it offers no workload");
    }

    private static string HowToCall(PluginSource source) => source switch
    {
        PluginSource.Package p => $"; its methods can be called without that: threadmill run \"pkg:nuget/{p}::Type.Method\"",
        PluginSource.Assembly a => $"; its methods can be called without that: threadmill run {a}::Type.Method",
        _ => "",
    };

    private static ProblemException NoPlugin(PluginSource source, string why) => new(Problem.Unavailable($"{source} is not a plugin: {why}"));

    /// <summary>Takes away the contract, which is never loaded from there, and the texts of all but the plugin.</summary>
    private static void Tidy(string made, PluginDescription plugin)
    {
        foreach (var contract in new[] { ".dll", ".xml", ".pdb" })
            File.Delete(Path.Combine(made, ContractName + contract));
        foreach (var text in Directory.GetFiles(made, "*.xml").Where(t => Path.GetFileNameWithoutExtension(t) != plugin.Name && File.Exists(Path.ChangeExtension(t, ".dll"))))
            File.Delete(text);
    }
}

/// <param name="Before">What was replaced; null: nothing.</param>
public sealed record Installation(PluginDescription Plugin, PluginReceipt Receipt, PluginReceipt? Before);
