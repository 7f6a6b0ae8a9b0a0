using Threadmill.Engine.Plugins;

namespace Threadmill.Engine.Targets;

/// <summary>Finds what the first word of a spec names, and loads the one plugin it is in; each file is loaded once.</summary>
/// <param name="known">Targets that the caller has already, by the word that names them; they win.</param>
/// <param name="built">For each target, as it was written, that is made from source: the DLL that was built for it.</param>
public sealed class TargetResolver(Catalog catalog, IReadOnlyDictionary<string, Target>? known = null, IReadOnlyDictionary<string, string>? built = null)
{
    private readonly Dictionary<string, Plugin> loaded = [];

    /// <summary>The plugins that were loaded so far.</summary>
    public IEnumerable<PluginDescription> Loaded => loaded.Keys.Select(catalog.Describe);

    /// <exception cref="ProblemException">There is no such target, or it cannot be loaded.</exception>
    public Target Resolve(TargetName name)
    {
        if (known?.GetValueOrDefault(name.Text) is { } had)
            return had;
        if (name.File is { } file)
            return OfFile(name, file);
        var (plugin, workload) = catalog.Find(name.Member!, name.Plugin);
        return OfWorkload(plugin, workload);
    }

    private Target OfFile(TargetName name, string file)
    {
        var path = built?.GetValueOrDefault(name.Text) ?? FrameworkFile(file) ?? (file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? Path.GetFullPath(file)
            : throw new ProblemException(Problem.Unavailable($"'{name}': {file} is no DLL, and nothing that can be built into one (.cs, .csproj, pkg:nuget/NAME@VERSION)")));
        if (!File.Exists(path))
            throw new ProblemException(Problem.Unavailable($"'{name}': there is no file {path}"));
        var description = catalog.Describe(path);
        if (description.Fault is { } fault)
            throw new ProblemException(Problem.Unavailable($"'{name}': {path} cannot be used: {fault}"));
        if (IsScript(file) && name.Member is null && ScriptMember.Find(name, Load(path)) is { } statements)
            return statements;
        var workloads = description.Workloads.Where(w => name.Member is null || w.Name == name.Member).ToArray();
        if (workloads is [var only])
            return OfWorkload(description, only);
        if (name.Member is null)
            throw new ProblemException(Problem.Invalid(workloads.Length == 0
                ? $"'{name}' names no member; add ::Type.Method ('threadmill list {file}' shows them)"
                : $"'{name}' offers {workloads.Length} workloads; add one of {string.Join(", ", workloads.Select(w => $"::{w.Name}"))}"));
        return (IsScript(file) ? ScriptMember.Find(name, Load(path)) : null) ?? new MemberFinder(name, Load(path), description.Workloads.Select(w => w.Name)).Find();
    }

    /// <summary>A bare name that is no file here may be an assembly of the framework: <c>System.Collections.dll</c>.</summary>
    public static string? FrameworkFile(string file)
    {
        var beside = Path.Combine(InstalledRuntimes.CoreFolder, file);
        return Path.GetFileName(file) == file && !File.Exists(file) && File.Exists(beside) ? beside : null;
    }

    private static bool IsScript(string file) => file.EndsWith(".cs", StringComparison.OrdinalIgnoreCase);

    private WorkloadTarget OfWorkload(PluginDescription plugin, WorkloadDescription workload)
    {
        if (!workload.Mistakes.IsEmpty)
            throw new ProblemException([.. workload.Mistakes.Select(m => Problem.Unavailable($"workload '{workload.Name}' in {plugin.Path} cannot be run: {m}"))]);
        var type = Load(plugin.Path).LoadType(workload.Type);
        return workload.Method is { } method
            ? WorkloadTarget.OfMethod(workload.Name, plugin.Path, type, method)
            : WorkloadTarget.OfClass(workload.Name, plugin.Path, type);
    }

    /// <exception cref="OtherRuntimeException">It runs on another runtime than this process.</exception>
    private Plugin Load(string path)
    {
        if (!loaded.TryGetValue(path, out var plugin))
        {
            RuntimeNeeds.Require(catalog.Describe(path));
            loaded.Add(path, plugin = Plugin.Load(path));
        }
        return plugin;
    }
}
