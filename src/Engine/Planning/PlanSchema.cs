using System.Text.Json.Nodes;

namespace Threadmill.Engine.Planning;

/// <summary>The JSON Schema of plan files, made from the tables of options.</summary>
public static class PlanSchema
{
    public static JsonNode Of()
    {
        var spec = Properties(SpecOptions.All);
        spec["target"] = Text("What each thread calls; without it nothing is started");
        spec["args"] = new JsonObject { ["type"] = "array", ["description"] = "Positional arguments" };
        spec["kwargs"] = new JsonObject { ["type"] = "object", ["description"] = "Keyword arguments" };
        var plan = Properties([.. RunOptions.All, .. SpecOptions.All]);
        plan["spec"] = new JsonObject { ["type"] = "array", ["items"] = Closed(spec) };
        plan["defaults"] = Closed(Properties(SpecOptions.All));
        plan["group"] = new JsonObject { ["type"] = "object", ["additionalProperties"] = Closed(Properties(RunOptions.All.Where(o => o.Name is "on-error" or "fail-if" or "abort-if"))) };
        plan["sweep"] = new JsonObject { ["type"] = new JsonArray("object", "array", "string") };
        var schema = Closed(plan);
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        schema["title"] = "threadmill.plan/1";
        return schema;
    }

    private static JsonObject Closed(JsonObject properties) => new() { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };

    private static JsonObject Properties(IEnumerable<PlanOption> options)
    {
        var properties = new JsonObject();
        foreach (var option in options)
            properties[option.Name] = Property(option);
        return properties;
    }

    private static JsonObject Property(PlanOption option)
    {
        if (option.IsFlag)
            return new JsonObject { ["type"] = "boolean", ["description"] = option.Help };
        var types = option.IsRepeatable || option.Name == "threads" ? new JsonArray("string", "number", "array") : new JsonArray("string", "number");
        return new JsonObject { ["type"] = types, ["description"] = option.Help };
    }

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };
}
