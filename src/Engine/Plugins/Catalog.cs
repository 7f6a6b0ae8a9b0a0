namespace Threadmill.Engine.Plugins;

/// <summary>All plugins that can be found, by their metadata; nothing is loaded and nothing of theirs is run.</summary>
/// <param name="unrestored">Asked when a workload is missed: plugins that the project wants and that are not there.</param>
public sealed class Catalog(PluginFolders folders, MetadataCache cache, Func<string[]>? unrestored = null)
{
    private readonly Lazy<PluginDescription[]> plugins = new(() => Read(folders, cache));

    public IReadOnlyList<PluginDescription> Plugins => plugins.Value;

    /// <summary>The plugin and workload of that name.</summary>
    /// <param name="plugin">The plugin's name, where two plugins offer the workload; else null.</param>
    /// <exception cref="ProblemException">There is none, or several.</exception>
    public (PluginDescription Plugin, WorkloadDescription Workload) Find(string name, string? plugin)
    {
        var offering = Plugins.Where(p => (plugin is null || p.Name.Equals(plugin, StringComparison.OrdinalIgnoreCase)) && p.Workloads.Any(w => w.Name == name)).ToArray();
        if (offering is [var only])
            return only.Fault is null ? (only, only.Workloads.First(w => w.Name == name)) : throw new ProblemException(Problem.Unavailable($"workload '{name}' is in {only.Path}, which cannot be used: {only.Fault}"));
        if (offering.Length > 1)
            throw new ProblemException(Problem.Invalid(
                $"'{name}' is offered by {offering.Length} plugins; say which: {string.Join(" or ", offering.Select(p => $"{p.Name}/{name}"))}"));
        var near = Nearest.To(name, Plugins.SelectMany(p => p.Workloads).Select(w => w.Name));
        var faulty = Plugins.Where(p => p.Fault is not null).Select(p => $"; {p.Path} could not be read: {p.Fault}");
        var absent = unrestored?.Invoke() is { Length: > 0 } names ? $"; the project wants {string.Join(", ", names)} too, not restored yet: threadmill plugin restore" : "";
        throw new ProblemException(Problem.Unavailable(
            $"no workload '{(plugin is null ? "" : plugin + "/")}{name}'{(near is null ? "" : $"; did you mean '{near}'?")} ('threadmill list' shows all){absent}{string.Concat(faulty)}"));
    }

    /// <summary>One file's description, from the cache where it is known.</summary>
    public PluginDescription Describe(string file)
    {
        var description = cache.Get(file);
        cache.Save();
        return description;
    }

    private static PluginDescription[] Read(PluginFolders folders, MetadataCache cache)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var found = new List<PluginDescription>();
        foreach (var file in folders.Files())
        {
            // A plugin's own dependencies may lie beside it: what uses no contract and is not broken is not a plugin.
            var description = cache.Get(file);
            if ((description.Contract is not null || description.Fault is not null) && seen.Add(description.Name))
                found.Add(description);
        }
        cache.Save();
        return [.. found];
    }
}
