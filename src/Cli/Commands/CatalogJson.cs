using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Threadmill.Engine.Plugins;

namespace Threadmill.Cli.Commands;

/// <summary>Plugins and workloads as one JSON document.</summary>
internal static class CatalogJson
{
    private static readonly CatalogContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Of(IReadOnlyList<PluginDescription> plugins) =>
        JsonSerializer.Serialize(new CatalogDocument("threadmill.list/1", plugins), Context.CatalogDocument);
}

internal sealed record CatalogDocument(string Schema, IReadOnlyList<PluginDescription> Plugins);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CatalogDocument))]
internal sealed partial class CatalogContext : JsonSerializerContext;
