using System.Text.Json;

namespace Threadmill.Engine.Installing;

/// <summary>
/// The plugins of a project, to be checked in: <c>.threadmill/plugins.json</c>. What it names is restored into
/// <c>.threadmill/plugins</c>, which is not.
/// </summary>
/// <param name="path">Of the file; it need not exist.</param>
public sealed class PluginManifest(string path)
{
    public const string FolderName = ".threadmill";
    private const string FileName = "plugins.json";

    public string Path => path;

    /// <summary>The folder that relative paths in it start from.</summary>
    public string Root => System.IO.Path.GetDirectoryName(System.IO.Path.GetDirectoryName(path))!;

    public PluginStore Store => new(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, "plugins"));

    /// <summary>The nearest one, upwards from the working folder; null: there is none.</summary>
    public static PluginManifest? Here() =>
        WorkingFolder.Upwards().FirstOrDefault(f => File.Exists(System.IO.Path.Combine(f, FolderName, FileName))) is { } folder ? In(folder) : null;

    /// <summary>The one of a folder, existing or not.</summary>
    public static PluginManifest In(string folder) => new(System.IO.Path.Combine(folder, FolderName, FileName));

    /// <exception cref="ProblemException">It is not a manifest.</exception>
    public SortedDictionary<string, ManifestEntry> Read()
    {
        if (!File.Exists(path))
            return new(StringComparer.OrdinalIgnoreCase);
        try
        {
            var file = JsonSerializer.Deserialize(File.ReadAllBytes(path), InstallingJson.Default.ManifestFile)
                ?? throw new JsonException("it is empty");
            if (file.Version != 1)
                throw new ProblemException(Problem.Unavailable($"{path} is of version {file.Version}, this tool reads version 1; update the tool"));
            foreach (var (name, entry) in file.Plugins.Where(p => (p.Value.Path is null) == (p.Value.Package is null)))
                throw new ProblemException(Problem.Invalid($"{path}: plugin '{name}' must have either a package with its version, or a path"));
            return new(file.Plugins, StringComparer.OrdinalIgnoreCase);
        }
        catch (JsonException e)
        {
            throw new ProblemException(Problem.Invalid($"{path}{(e.LineNumber is { } line ? $"({line + 1},{e.BytePositionInLine + 1})" : "")}: {e.Message.Split(" Path:")[0].TrimEnd('.')}"));
        }
        catch (IOException e)
        {
            throw new ProblemException(Problem.Unavailable($"{path} cannot be read: {e.Message}"));
        }
    }

    /// <summary>The names of plugins that it asks for and that are not there.</summary>
    /// <exception cref="ProblemException">It is not a manifest.</exception>
    public string[] Unrestored() => [.. Read().Keys.Except(Store.All().Select(p => p.Name), StringComparer.OrdinalIgnoreCase)];

    /// <summary>Changes it under the lock of its store, beside and renamed.</summary>
    public void Change(Action<SortedDictionary<string, ManifestEntry>> change) => Store.Locked(() =>
    {
        var entries = Read();
        change(entries);
        var beside = $"{path}.{Environment.ProcessId}";
        File.WriteAllText(beside, JsonSerializer.Serialize(new ManifestFile(1, entries), InstallingJson.Default.ManifestFile) + "\n");
        File.Move(beside, path, overwrite: true);
        var ignore = System.IO.Path.Combine(Store.Folder, ".gitignore");
        if (!File.Exists(ignore))
            File.WriteAllText(ignore, "*\n");
    });

    /// <summary>What a plugin's entry says once it is installed.</summary>
    public ManifestEntry Entry(PluginReceipt receipt) => receipt.Path is { } from
        ? new(null, null, System.IO.Path.GetRelativePath(Root, from).Replace('\\', '/'))
        : new(receipt.Package, receipt.Version, null, receipt.Range);
}

/// <param name="Package">With its exact version; null: it is taken from a path.</param>
/// <param name="Path">Relative to the folder that holds <c>.threadmill</c>.</param>
/// <param name="Range">What an update may go to; null: any newer version.</param>
public sealed record ManifestEntry(string? Package, string? Version, string? Path, string? Range = null);

internal sealed record ManifestFile(int Version, IDictionary<string, ManifestEntry> Plugins);
