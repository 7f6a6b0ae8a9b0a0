using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text.Json;

namespace Threadmill.Engine.Plugins;

/// <summary>
/// Finds what a plugin's <c>.deps.json</c> names and a class library is built without: its packages' assemblies and native
/// libraries, in the folder where NuGet keeps packages. Asked last, and the file is read when it is first asked.
/// </summary>
internal sealed class PackageAssets
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given
        ? given
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private readonly Lazy<ImmutableArray<Asset>> assets;

    private PackageAssets(string plugin) => assets = new(() => Read(Path.ChangeExtension(plugin, ".deps.json")));

    private enum Kind
    {
        Managed,
        Satellite,
        Native,
    }

    public static void ServeTo(AssemblyLoadContext context, string plugin)
    {
        var packages = new PackageAssets(plugin);
        context.Resolving += (c, name) => packages.Managed(name) is { } path ? c.LoadFromAssemblyPath(path) : null;
        context.ResolvingUnmanagedDll += (_, name) => packages.Native(name) is { } path ? NativeLibrary.Load(path) : IntPtr.Zero;
    }

    private string? Managed(AssemblyName name) => string.IsNullOrEmpty(name.CultureName)
        ? Find(Kind.Managed, a => a.Name.Equals(name.Name + ".dll", StringComparison.OrdinalIgnoreCase))
        : Find(Kind.Satellite, a => a.Name.Equals(name.Name + ".dll", StringComparison.OrdinalIgnoreCase) && a.Condition.Equals(name.CultureName, StringComparison.OrdinalIgnoreCase));

    private string? Native(string name) => Find(Kind.Native, a => Path.GetFileNameWithoutExtension(a.Name) is var plain
        && (plain == name || a.Name == name || plain == "lib" + name));

    private string? Find(Kind kind, Func<Asset, bool> isWanted) =>
        assets.Value.Where(a => a.Kind == kind && isWanted(a)).OrderBy(a => a.Rank).Select(a => a.Path).FirstOrDefault(File.Exists);

    private static ImmutableArray<Asset> Read(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            var target = document.RootElement.GetProperty("runtimeTarget").GetProperty("name").GetString()!;
            return [.. document.RootElement.GetProperty("targets").GetProperty(target).EnumerateObject().SelectMany(Assets)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Without such a file a dependency that is not beside the plugin is not to be had.
            return [];
        }
    }

    private static IEnumerable<Asset> Assets(JsonProperty library)
    {
        var package = Path.Combine(Folder, library.Name.ToLowerInvariant().Replace('/', Path.DirectorySeparatorChar));
        foreach (var file in Files(library, "runtime"))
            yield return new(Kind.Managed, Path.Combine(package, file.Name), "", int.MaxValue);
        foreach (var file in Files(library, "native"))
            yield return new(Kind.Native, Path.Combine(package, file.Name), "", int.MaxValue);
        foreach (var file in Files(library, "resources"))
            yield return new(Kind.Satellite, Path.Combine(package, file.Name), Text(file, "locale"), 0);
        foreach (var file in Files(library, "runtimeTargets"))
        {
            var rid = Text(file, "rid");
            if (Array.IndexOf(Rids, rid) is >= 0 and var rank)
                yield return new(Text(file, "assetType") == "native" ? Kind.Native : Kind.Managed, Path.Combine(package, file.Name), rid, rank);
        }
    }

    /// <summary>The platforms whose files run here, the closest first.</summary>
    private static string[] Rids { get; } = Own().ToArray();

    private static IEnumerable<string> Own()
    {
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        string[] systems = OperatingSystem.IsWindows() ? ["win"] : OperatingSystem.IsMacOS() ? ["osx", "unix"]
            : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? ["linux-musl", "linux", "unix"] : ["linux", "unix"];
        return [RuntimeInformation.RuntimeIdentifier, .. systems.SelectMany(s => new[] { $"{s}-{architecture}", s }), "any"];
    }

    private static IEnumerable<JsonProperty> Files(JsonProperty library, string kind) =>
        library.Value.TryGetProperty(kind, out var files) ? files.EnumerateObject() : [];

    private static string Text(JsonProperty file, string key) => file.Value.TryGetProperty(key, out var text) ? text.GetString() ?? "" : "";

    /// <param name="Condition">The platform or the culture it is for; empty: any.</param>
    /// <param name="Rank">Lower fits better.</param>
    private sealed record Asset(Kind Kind, string Path, string Condition, int Rank)
    {
        public string Name => System.IO.Path.GetFileName(Path);
    }
}
