using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;

namespace Threadmill.Engine.Plugins;

/// <summary>
/// What a plugin asks of the runtime: what its <c>.runtimeconfig.json</c> says and what it was compiled for; without that
/// file, the shared frameworks that hold what it and the assemblies beside it refer to.
/// </summary>
public static class RuntimeNeeds
{
    private static readonly (string Assembly, string Framework)[] Marks =
    [
        ("Microsoft.AspNetCore", "Microsoft.AspNetCore.App"),
        ("PresentationCore", "Microsoft.WindowsDesktop.App"),
        ("PresentationFramework", "Microsoft.WindowsDesktop.App"),
        ("System.Windows.Forms", "Microsoft.WindowsDesktop.App"),
    ];

    /// <summary>Makes sure that this process can run it.</summary>
    /// <exception cref="ProblemException">It needs what is not installed.</exception>
    /// <exception cref="OtherRuntimeException">It needs what is installed, but not what this process was started with.</exception>
    public static void Require(PluginDescription plugin)
    {
        var needs = plugin.Frameworks ?? OfReferences(plugin);
        var unmet = needs.Where(n => !IsMet(n)).ToImmutableArray();
        var absent = unmet.Where(n => !InstalledRuntimes.Versions(n.Name).Any(v => v >= n.Version)).ToArray();
        if (absent.Length > 0)
            throw new ProblemException([.. absent.Select(n => Absent(plugin, n))]);
        if (!unmet.IsEmpty)
            throw new OtherRuntimeException(unmet);
    }

    /// <summary>What the file beside a plugin asks for, and what the plugin was compiled for.</summary>
    /// <returns>Null: there is no such file.</returns>
    internal static ImmutableArray<FrameworkNeed>? OfConfig(string plugin, IEnumerable<FrameworkNeed> compiledFor)
    {
        try
        {
            var file = ConfigOf(plugin);
            return File.Exists(file) ? FrameworkNeed.Highest(compiledFor.Concat(ReadConfig(file))) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            // A file that is not what it should be says nothing; the references do.
            return null;
        }
    }

    internal static string ConfigOf(string plugin) => Path.ChangeExtension(plugin, ".runtimeconfig.json");

    /// <summary>The base framework that an assembly was compiled for; none for .NET Framework and .NET Standard.</summary>
    internal static IEnumerable<FrameworkNeed> CompiledFor(string? targetFramework, MetadataReader reader)
    {
        const string moniker = ".NETCoreApp,Version=v";
        if (targetFramework?.StartsWith(moniker, StringComparison.Ordinal) == true && Version.TryParse(targetFramework[moniker.Length..], out var version))
            yield return new(InstalledRuntimes.Core, version);
        foreach (var reference in reader.AssemblyReferences.Select(reader.GetAssemblyReference))
        {
            // The facades have had the version of their .NET since .NET 5.
            if (reader.GetString(reference.Name) == "System.Runtime" && reference.Version.Major >= 5)
                yield return new(InstalledRuntimes.Core, new(reference.Version.Major, reference.Version.Minor));
        }
    }

    private static bool IsMet(FrameworkNeed need) =>
        need.Name == InstalledRuntimes.Core ? need.Version <= Environment.Version : InstalledRuntimes.IsLoaded(need.Name);

    private static Problem Absent(PluginDescription plugin, FrameworkNeed need)
    {
        var versions = InstalledRuntimes.Versions(need.Name);
        return Problem.Unavailable(
            $"{plugin.Path} needs {need}, which is not installed: {InstalledRuntimes.Root} has {(versions.Length == 0 ? $"no {need.Name}" : $"{need.Name} {string.Join(", ", versions.AsEnumerable())}")}; install that runtime, or build it for an older one");
    }

    private static IEnumerable<FrameworkNeed> ReadConfig(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        if (!document.RootElement.TryGetProperty("runtimeOptions", out var options))
            return [];
        var all = new List<JsonElement>();
        if (options.TryGetProperty("framework", out var one))
            all.Add(one);
        foreach (var list in new[] { "frameworks", "includedFrameworks" })
        {
            if (options.TryGetProperty(list, out var several))
                all.AddRange(several.EnumerateArray());
        }
        return [.. all.Select(f => FrameworkNeed.TryParse($"{f.GetProperty("name").GetString()} {f.GetProperty("version").GetString()}")).OfType<FrameworkNeed>()];
    }

    /// <summary>Follows the references through the assemblies that lie beside the plugin, to those that no package brings.</summary>
    private static ImmutableArray<FrameworkNeed> OfReferences(PluginDescription plugin)
    {
        var folder = Path.GetDirectoryName(plugin.Path)!;
        var packages = PackagesOf(plugin.Path);
        var needs = new List<FrameworkNeed>();
        var (todo, seen) = (new Queue<string>([plugin.Path]), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        while (todo.TryDequeue(out var file))
        {
            foreach (var (name, version) in References(file, file == plugin.Path ? plugin.TargetFramework : null, needs).Where(r => seen.Add(r.Name)))
            {
                var beside = Path.Combine(folder, name + ".dll");
                if (File.Exists(beside))
                    todo.Enqueue(beside);
                else if (!packages.Contains($"/{name}.dll\"", StringComparison.OrdinalIgnoreCase) && FrameworkOf(name) is { } framework)
                    needs.Add(new(framework, new(version.Major, version.Minor)));
            }
        }
        return FrameworkNeed.Highest(needs);
    }

    /// <summary>The shared framework beside the base one that an assembly is part of, also where it is not installed.</summary>
    private static string? FrameworkOf(string assembly) =>
        InstalledRuntimes.Holds(InstalledRuntimes.Core, assembly) ? null
        : InstalledRuntimes.Others().FirstOrDefault(f => InstalledRuntimes.Holds(f, assembly))
            ?? Marks.Where(m => assembly == m.Assembly || assembly.StartsWith(m.Assembly + ".", StringComparison.Ordinal)).Select(m => m.Framework).FirstOrDefault();

    private static string PackagesOf(string plugin)
    {
        var file = Path.ChangeExtension(plugin, ".deps.json");
        return File.Exists(file) ? File.ReadAllText(file) : "";
    }

    private static (string Name, Version Version)[] References(string file, string? targetFramework, List<FrameworkNeed> needs)
    {
        try
        {
            using var image = new PEReader(RegularFile.Open(file));
            if (!image.HasMetadata)
                return [];
            var reader = image.GetMetadataReader();
            needs.AddRange(CompiledFor(targetFramework, reader));
            return [.. reader.AssemblyReferences.Select(reader.GetAssemblyReference).Select(r => (reader.GetString(r.Name), r.Version))];
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            // What cannot be read is told of when it is loaded.
            return [];
        }
    }
}
