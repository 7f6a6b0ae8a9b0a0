using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Threadmill.Plugins.Probe;

/// <summary>How a value may be told.</summary>
public enum Tone
{
    Plain,
    LoudAndClear,
    Whisper,
}

public static class Probes
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns what it was given, as JSON.</summary>
    /// <param name="args">Any positional arguments.</param>
    /// <param name="kwargs">Any keyword arguments.</param>
    [Workload("probe.echo")]
    public static string Echo(IReadOnlyDictionary<string, string> kwargs, params string[] args) => new JsonObject
    {
        ["args"] = new JsonArray([.. args.Select(a => JsonValue.Create(a))]),
        ["kwargs"] = new JsonObject(kwargs.OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => KeyValuePair.Create(k.Key, (JsonNode?)JsonValue.Create(k.Value)))),
    }.ToJsonString(Compact);

    /// <summary>Takes one parameter of each common type and returns them with their types.</summary>
    /// <param name="count">A whole number.</param>
    /// <param name="ratio">A number.</param>
    /// <param name="flag">True or false.</param>
    /// <param name="text">Any text.</param>
    /// <param name="time">A duration; may be null.</param>
    /// <param name="tone">One of a few words.</param>
    /// <param name="items">A list of whole numbers.</param>
    /// <param name="when">A date and time; may be null.</param>
    [Workload("probe.types")]
    public static string Types(
        int count = 1, double ratio = 0.5, bool flag = false, string text = "x", TimeSpan? time = null, Tone tone = Tone.Plain, int[]? items = null, DateTimeOffset? when = null) =>
        string.Create(CultureInfo.InvariantCulture,
            $"count: Int32 = {count}; ratio: Double = {ratio}; flag: Boolean = {flag}; text: String = {text}; time: TimeSpan = {time?.ToString() ?? "null"}; tone: Tone = {tone}; items: Int32[] = {(items is null ? "null" : string.Join(' ', items))}; when: DateTimeOffset = {when?.ToString("O") ?? "null"}");

    /// <summary>Tells what a thread can see of itself: names, ids, CPU, affinity.</summary>
    /// <returns>One line of JSON.</returns>
    [Workload("probe.self")]
    public static string Self(WorkloadThread me) => new JsonObject
    {
        ["name"] = Thread.CurrentThread.Name,
        ["contractName"] = me.Name,
        ["group"] = me.Group,
        ["index"] = me.Index,
        ["groupSize"] = me.GroupSize,
        ["random"] = me.Random.Next(),
        ["managedThreadId"] = Environment.CurrentManagedThreadId,
        ["isBackground"] = Thread.CurrentThread.IsBackground,
        ["cpu"] = Thread.GetCurrentProcessorId(),
        ["osName"] = Line("/proc/thread-self/comm", ""),
        ["osThreadId"] = Line("/proc/thread-self/status", "Pid:"),
        ["allowedCpus"] = Line("/proc/thread-self/status", "Cpus_allowed_list:"),
        ["hasContext"] = SynchronizationContext.Current is not null,
    }.ToJsonString(Compact);

    /// <summary>The rest of the first line that begins so; null where the system has no such file.</summary>
    private static string? Line(string file, string start) => File.Exists(file)
        ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith(start, StringComparison.Ordinal))?[start.Length..].Trim()
        : null;
}
