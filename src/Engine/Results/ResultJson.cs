using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Threadmill.Engine.Results;

/// <summary>The result document and its schema.</summary>
public static class ResultJson
{
    private static readonly ResultContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.Strict,
        WriteIndented = true,
        NewLine = "\n",
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>UTF-8, ends with a line end.</summary>
    public static void Write(RunResult result, Stream to)
    {
        JsonSerializer.Serialize(to, result, Context.RunResult);
        to.WriteByte((byte)'\n');
    }

    /// <summary>UTF-8, ends with a line end.</summary>
    public static void Write(SweepResult result, Stream to)
    {
        JsonSerializer.Serialize(to, result, Context.SweepResult);
        to.WriteByte((byte)'\n');
    }

    /// <exception cref="JsonException">Not a result document.</exception>
    public static RunResult? Read(string json) => JsonSerializer.Deserialize(json, Context.RunResult);

    /// <summary>The JSON Schema (2020-12) of the document.</summary>
    public static JsonNode Schema() => Schema(Context.RunResult, RunResult.SchemaName);

    /// <summary>The same of the document of a sweep.</summary>
    public static JsonNode SweepSchema() => Schema(Context.SweepResult, SweepResult.SchemaName);

    private static JsonNode Schema(JsonTypeInfo type, string title)
    {
        // «Anything» is written as an empty schema: readers older than draft 6 do not know «true».
        var node = type.GetJsonSchemaAsNode(new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, schema) => context.TypeInfo.Type == typeof(JsonElement) ? new JsonObject() : schema,
        });
        node["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        node["title"] = title;
        return node;
    }
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunResult))]
[JsonSerializable(typeof(SweepResult))]
internal sealed partial class ResultContext : JsonSerializerContext;
