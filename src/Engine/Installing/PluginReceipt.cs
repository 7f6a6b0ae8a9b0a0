using System.Text.Json;
using System.Text.Json.Serialization;

namespace Threadmill.Engine.Installing;

/// <summary>What an installed plugin's folder says of where it came from: what can be listed, updated and removed.</summary>
public sealed record PluginReceipt
{
    public const string FileName = "threadmill.plugin.json";

    /// <summary>The plugin's name: its assembly's, and its folder's.</summary>
    public required string Name { get; init; }
    public required string Version { get; init; }

    /// <summary>The package's id; null: it was copied from a path.</summary>
    public string? Package { get; init; }

    /// <summary>The version asked for, if it has a star; else null: any newer one is an update.</summary>
    public string? Range { get; init; }

    /// <summary>The file or folder that was given; null: it came from a feed.</summary>
    public string? Path { get; init; }

    /// <summary>Sources given with it, in the place of those configured; an update asks them again.</summary>
    public string[] Sources { get; init; } = [];

    public static PluginReceipt? Of(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(System.IO.Path.Combine(folder, FileName)), InstallingJson.Default.PluginReceipt);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // Without a readable receipt it was not installed by this tool, which then leaves it alone.
            return null;
        }
    }

    public void Write(string folder) => File.WriteAllBytes(System.IO.Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, InstallingJson.Default.PluginReceipt));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n", DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(PluginReceipt))]
[JsonSerializable(typeof(ManifestFile))]
internal sealed partial class InstallingJson : JsonSerializerContext;
