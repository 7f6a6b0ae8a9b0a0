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

    /// <param name="members">What can be called beside workloads, where one file was asked for.</param>
    public static string Of(IReadOnlyList<PluginDescription> plugins, IReadOnlyList<MemberDescription>? members = null) =>
        JsonSerializer.Serialize(new CatalogDocument("threadmill.list/1", plugins, members), Context.CatalogDocument);
}

internal sealed record CatalogDocument(
    string Schema,
    IReadOnlyList<PluginDescription> Plugins,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<MemberDescription>? Members);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CatalogDocument))]
internal sealed partial class CatalogContext : JsonSerializerContext;
