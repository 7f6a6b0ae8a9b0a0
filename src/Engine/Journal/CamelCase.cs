using System.Text.Json;
using System.Text.Json.Serialization;

namespace Threadmill.Engine.Journal;

/// <summary>Writes an enum's members as the result document spells them: <c>timedOut</c>.</summary>
public sealed class CamelCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
