using System.Text.Json;
using System.Text.Json.Serialization;

namespace Threadmill.Engine.Journal;

/// <summary>The records' JSON: camelCase, enums by name.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RunFacts))]
[JsonSerializable(typeof(ExceptionFacts))]
[JsonSerializable(typeof(MetricFacts))]
[JsonSerializable(typeof(ReturnedFacts))]
[JsonSerializable(typeof(DiagnosticFacts))]
[JsonSerializable(typeof(RungFacts))]
[JsonSerializable(typeof(WorkerFacts))]
[JsonSerializable(typeof(WorkerExitFacts))]
[JsonSerializable(typeof(PlanFacts))]
[JsonSerializable(typeof(ProblemFacts))]
public sealed partial class FactsJson : JsonSerializerContext;
