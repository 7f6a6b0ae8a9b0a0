using System.CommandLine;
using Spectre.Console;
using Threadmill.Cli.Reports;
using Threadmill.Engine;
using Threadmill.Engine.Affinity;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Topology;

namespace Threadmill.Cli.Commands;

/// <summary><c>topology</c>: sockets, NUMA nodes, caches, cores and CPUs, what of them is allowed, and where a pin would land.</summary>
internal static class TopologyCommand
{
    public static Command Build()
    {
        var pin = new Option<string?>("--pin") { HelpName = "PLACES", Description = "Show where threads pinned so would land" };
        var threads = new Option<string?>("--threads", "-t") { HelpName = "N", Description = "How many threads to place (default: one per place)" };
        var json = new Option<bool>("--json") { Description = "As one JSON document", Arity = ArgumentArity.Zero };
        var command = new Command("topology", "Show the machine's CPUs, caches and nodes, what is allowed, and where a pin lands") { pin, threads, json };
        command.SetAction(parsed =>
        {
            var machine = Machine.Read();
            var spec = parsed.GetValue(pin);
            var count = SpecOptions.All.Single(o => o.Name == "threads").Set(new ThreadSpec(), parsed.GetValue(threads) ?? "1").Threads;
            var placement = spec is null or "none" ? null : Placement.Of(PinSpec.Parse(spec), machine.Topology, machine.Allowed.Cpus, parsed.GetValue(threads) is null ? PlacesIn(spec, machine) : count);
            if (parsed.GetValue(json))
                Console.Out.Write(TopologyJson.Of(machine, placement) + "\n");
            else
                Write(Terminal.Out(ColorMode.Auto), machine, placement);
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>As many threads as there are places before they repeat.</summary>
    private static int PlacesIn(string spec, Machine machine) => PinSpec.Parse(spec) switch
    {
        PinSpec.Explicit places => places.Places.Length,
        PinSpec.Abstract { Policy: BindPolicy.Primary } => 1,
        var kind => Enumerable.Range(1, machine.Allowed.Cpus.Count).TakeWhile(n => Placement.Of(kind, machine.Topology, machine.Allowed.Cpus, n).Notes.IsEmpty
            && Placement.Of(kind, machine.Topology, machine.Allowed.Cpus, n).Cpus.Distinct().Count() == n).LastOrDefault(1),
    };

    private static void Write(IAnsiConsole console, Machine machine, Placement? placement)
    {
        var t = machine.Topology;
        Line(console, $"{SafeText.Line(t.Model ?? "unknown CPU")}: {Many(t.Sockets, "socket")}, {Many(t.NumaNodes, "NUMA node")}, {Many(t.Cores, "core")}, {Many(t.Cpus.Length, "logical CPU")}");
        Line(console, $"allowed: {machine.Allowed.Cpus} ({machine.Allowed.Cpus.Count}){(machine.Allowed.Quota is { } quota ? $", at most {Units.Plain(quota)} CPUs' worth of time" : "")}");
        if (!machine.Pinning.CanPin(out var whyNot))
            Line(console, $"threads cannot be pinned here: {whyNot}");
        var table = new Table { Border = TableBorder.Simple };
        foreach (var title in new[] { "CPU", "core", "socket", "node", "last cache", "kind", "allowed" })
            table.AddColumn(new TableColumn(title) { NoWrap = true });
        foreach (var cpu in t.Cpus)
            table.AddRow($"{cpu.Number}", $"{cpu.Core}", $"{cpu.Socket}", $"{cpu.NumaNode}", $"{cpu.LastLevelCache}", cpu.Kind == CoreKind.Unknown ? "" : cpu.Kind.ToString().ToLowerInvariant(), machine.Allowed.Cpus.Contains(cpu.Number) ? "yes" : "no");
        console.Write(table);
        foreach (var cache in t.Caches.GroupBy(c => (c.Level, c.Type, c.Bytes)).OrderBy(g => g.Key.Level))
            Line(console, $"L{cache.Key.Level} {cache.Key.Type.ToLowerInvariant()} {Units.Bytes(cache.Key.Bytes)}: {string.Join(" | ", cache.Select(c => c.Cpus))}");
        for (var i = 0; i < placement?.Cpus.Length; i++)
            Line(console, $"thread {i}: CPU {placement.Cpus[i]}");
        foreach (var note in placement?.Notes ?? [])
            Line(console, $"note: {note}");
    }

    private static string Many(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static void Line(IAnsiConsole console, string text) => console.Write(new Text(text + "\n"));
}
