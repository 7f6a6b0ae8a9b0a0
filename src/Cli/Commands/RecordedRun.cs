using System.Collections.Immutable;
using System.Text.Json;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Results;

namespace Threadmill.Cli.Commands;

/// <summary>What a result document that is run again tells of its run, beside the plan.</summary>
/// <param name="Folder">What relative paths in its plan are relative to; null: not known, or not there any more.</param>
/// <param name="Plugins">SHA-256 by the file's name: its folder may be another now.</param>
internal sealed record RecordedRun(string? Folder, ImmutableDictionary<string, string> Plugins)
{
    /// <summary>Null: the text is a plan. Mistakes in it are told by whoever reads the plan.</summary>
    public static RecordedRun? Of(string text)
    {
        if (text.AsSpan().TrimStart() is not ['{', ..] || !text.Contains(RunResult.SchemaName, StringComparison.Ordinal))
            return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            var folder = Member(Member(document.RootElement, "run"), "folder") is { ValueKind: JsonValueKind.String } told ? told.GetString() : null;
            var plugins = Member(document.RootElement, "plugins") is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray().ToArray() : [];
            return new(Directory.Exists(folder) ? folder : null, plugins.Select(p => (Name: Word(p, "path"), Hash: Word(p, "sha256")))
                .Where(p => p.Name.Length > 0 && p.Hash.Length > 0).DistinctBy(p => Path.GetFileName(p.Name)).ToImmutableDictionary(p => Path.GetFileName(p.Name), p => p.Hash));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The result with a warning for each plugin that is not the recorded one.</summary>
    public RunResult Compared(RunResult now)
    {
        var changed = now.Plugins.Where(p => p.Sha256.Length > 0 && Plugins.TryGetValue(Path.GetFileName(p.Path), out var before) && before != p.Sha256)
            .Select(p => new DiagnosticFacts(DiagnosticSeverity.Warning, "plugin", $"{p.Path} is not what the recorded run was made with: its hash is another; the two results compare different code"));
        return now with { Diagnostics = [.. now.Diagnostics, .. changed] };
    }

    private static JsonElement? Member(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var member) ? member : null;

    private static string Word(JsonElement of, string name) => Member(of, name) is { ValueKind: JsonValueKind.String } word ? word.GetString()! : "";
}
