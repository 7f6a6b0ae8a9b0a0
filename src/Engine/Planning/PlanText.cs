using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tomlyn;
using Tomlyn.Model;

namespace Threadmill.Engine.Planning;

/// <summary>Writes a plan with the keys of a plan file, leaving out what is as it would be anyway: read again, it is the same plan.</summary>
public static class PlanText
{
    private static readonly string[] ReportingOnly = ["output", "json", "progress", "color", "quiet", "verbose", "log-level"];
    private static readonly RunPlan DefaultPlan = new();
    private static readonly ThreadSpec DefaultSpec = new();

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A tree of tables, arrays and plain values is written without reflection.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "As above.")]
    public static string Toml(RunPlan plan) => TomlSerializer.Serialize(Toml(Tree(plan, RunOptions.All)));

    /// <summary>For the result document: without how the run is told.</summary>
    public static string Json(RunPlan plan) => Json(Tree(plan, RunOptions.All.Where(o => !ReportingOnly.Contains(o.Name))));

    /// <summary>What is set by an option, as it could be given; nothing where it is as it would be anyway.</summary>
    internal static string[] Given(RunPlan plan, RunOption option)
    {
        string[] texts = [.. option.Get(plan).OfType<string>().Except(option.Get(DefaultPlan).OfType<string>())];
        return option.IsRepeatable || texts.Length < 2 ? texts : [texts[^1]];
    }

    /// <summary>The same of a spec; null where it is as it would be anyway.</summary>
    internal static string? Given(ThreadSpec spec, SpecOption option) =>
        option.Get(spec) is { } text && text != option.Get(DefaultSpec) ? text : null;

    private static List<Member> Tree(RunPlan plan, IEnumerable<RunOption> options)
    {
        var tree = new List<Member>();
        foreach (var option in options)
        {
            var texts = Given(plan, option);
            if (texts.Length > 0)
                tree.Add(new(option.Name, option.IsRepeatable ? texts.Cast<object>().ToList() : Value(option, texts[0])));
        }
        tree.Add(new("spec", plan.Specs.Select(s => (object)Tree(s)).ToList()));
        return tree;
    }

    private static List<Member> Tree(ThreadSpec spec)
    {
        var tree = new List<Member>();
        if (spec.Target is { } target)
            tree.Add(new("target", target));
        if (!spec.Args.IsEmpty)
            tree.Add(new("args", spec.Args.Cast<object>().ToList()));
        if (!spec.Kwargs.IsEmpty)
            tree.Add(new("kwargs", spec.Kwargs.Select(k => new Member(k.Key, k.Value)).ToList()));
        foreach (var option in SpecOptions.All)
        {
            if (Given(spec, option) is { } text)
                tree.Add(new(option.Name, Value(option, text)));
        }
        return tree;
    }

    /// <summary>Flags are booleans and counts are numbers, as a person would write them.</summary>
    private static object Value(PlanOption option, string text) =>
        option.IsFlag ? text == "true"
        : option.Value is "N" or "K" && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) ? count
        : text;

    private static object Toml(object value) => value switch
    {
        List<Member> { } table => Filled(new TomlTable(), t => table.ForEach(m => t[m.Key] = Toml(m.Value))),
        List<object> { } list when list.All(i => i is List<Member>) => Filled(new TomlTableArray(), a => list.ForEach(i => a.Add((TomlTable)Toml(i)))),
        List<object> { } list => Filled(new TomlArray(), a => list.ForEach(i => a.Add(Toml(i)))),
        _ => value,
    };

    private static TomlTable Toml(List<Member> root) => (TomlTable)Toml((object)root);

    private static string Json(List<Member> tree)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            Write(writer, tree);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case List<Member> table:
                writer.WriteStartObject();
                foreach (var (key, item) in table)
                {
                    writer.WritePropertyName(key);
                    Write(writer, item);
                }
                writer.WriteEndObject();
                break;
            case List<object> list:
                writer.WriteStartArray();
                list.ForEach(i => Write(writer, i));
                writer.WriteEndArray();
                break;
            case long count:
                writer.WriteNumberValue(count);
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            default:
                writer.WriteStringValue((string)value);
                break;
        }
    }

    private static T Filled<T>(T empty, Action<T> fill)
    {
        fill(empty);
        return empty;
    }

    private sealed record Member(string Key, object Value);
}
