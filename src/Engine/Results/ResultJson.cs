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
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    });

    private static readonly JsonWriterOptions Form = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>UTF-8, ends with a line end.</summary>
    public static void Write(RunResult result, Stream to) => Write(result, WritingContext.Default.RunResult, to);

    /// <summary>UTF-8, ends with a line end.</summary>
    public static void Write(SweepResult result, Stream to) => Write(result, WritingContext.Default.SweepResult, to);

    /// <exception cref="JsonException">Not a result document.</exception>
    public static RunResult? Read(string json) => JsonSerializer.Deserialize(json, Context.RunResult);

    /// <summary>The JSON Schema (2020-12) of the document.</summary>
    public static JsonNode Schema() => Schema(Context.RunResult, RunResult.SchemaName);

    /// <summary>The same of the document of a sweep.</summary>
    public static JsonNode SweepSchema() => Schema(Context.SweepResult, SweepResult.SchemaName);

    private static void Write<T>(T result, JsonTypeInfo<T> type, Stream to)
    {
        using (var writer = new Utf8JsonWriter(to, Form))
            JsonSerializer.Serialize(writer, result, type);
        to.WriteByte((byte)'\n');
    }

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

/// <summary>For reading, and for the schema.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunResult))]
[JsonSerializable(typeof(SweepResult))]
internal sealed partial class ResultContext : JsonSerializerContext;

/// <summary>For writing: straight code, of which the JIT has hardly anything left to compile. Descriptions of every property took 50 ms of each run.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunResult))]
[JsonSerializable(typeof(SweepResult))]
internal sealed partial class WritingContext : JsonSerializerContext;
