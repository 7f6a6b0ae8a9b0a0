using System.Text.Json;
using System.Text.Json.Nodes;
using Threadmill.Engine.Affinity;
using Threadmill.Engine.Planning;

namespace Threadmill.Cli.Commands;

/// <summary>The machine's CPUs as one JSON document.</summary>
internal static class TopologyJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    public static string Of(Machine machine, Placement? placement) => new JsonObject
    {
        ["schema"] = "threadmill.topology/1",
        ["model"] = machine.Topology.Model,
        ["allowed"] = Numbers(machine.Allowed.Cpus),
        ["quota"] = machine.Allowed.Quota,
        ["canPin"] = machine.Pinning.CanPin(out _),
        ["cpus"] = new JsonArray([.. machine.Topology.Cpus.Select(c => new JsonObject
        {
            ["number"] = c.Number,
            ["core"] = c.Core,
            ["socket"] = c.Socket,
            ["numaNode"] = c.NumaNode,
            ["lastLevelCache"] = c.LastLevelCache,
            ["kind"] = c.Kind.ToString().ToLowerInvariant(),
        })]),
        ["caches"] = new JsonArray([.. machine.Topology.Caches.Select(c => new JsonObject
        {
            ["level"] = c.Level,
            ["type"] = c.Type.ToLowerInvariant(),
            ["bytes"] = c.Bytes,
            ["cpus"] = Numbers(c.Cpus),
        })]),
        ["placement"] = placement is null ? null : new JsonArray([.. placement.Cpus.Select(Numbers)]),
    }.ToJsonString(Indented);

    private static JsonArray Numbers(IEnumerable<int> cpus) => new([.. cpus.Select(c => JsonValue.Create(c))]);
}
