using System.IO.Hashing;
using System.Text.Json.Nodes;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Plugins;

namespace Threadmill.Cli.Workers;

/// <summary>
/// The <c>runtimeconfig.json</c> of a worker whose plugins need more than the tool: per framework the highest of what the
/// tool and they ask for. An older plugin runs on the newer runtime.
/// </summary>
internal static class WorkerRuntime
{
    /// <summary>The file for what the workers of a run have asked for so far.</summary>
    public static string For(string journal)
    {
        var asked = JournalReader.Read(journal).Runtimes.SelectMany(r => r.Frameworks).Select(FrameworkNeed.TryParse).OfType<FrameworkNeed>();
        var text = Text(FrameworkNeed.Highest(asked.Append(new(InstalledRuntimes.Core, OwnVersion)).Select(WithTheTool)));
        var folder = Path.Combine(Path.GetDirectoryName(MetadataCache.DefaultFile)!, "runtimes");
        var file = Path.Combine(folder, $"{XxHash3.HashToUInt64(text):x16}.runtimeconfig.json");
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(folder);
            var part = $"{file}.{Environment.ProcessId}";
            File.WriteAllBytes(part, text);
            File.Move(part, file, overwrite: true);
        }
        return file;
    }

    private static Version OwnVersion => new(Environment.Version.Major, Environment.Version.Minor, 0);

    /// <summary>A framework of the same release as the runtime, where it is installed: older ones are made for older runtimes.</summary>
    private static FrameworkNeed WithTheTool(FrameworkNeed need) =>
        need.Version < OwnVersion && InstalledRuntimes.Versions(need.Name).Any(v => v >= OwnVersion) ? need with { Version = OwnVersion } : need;

    private static byte[] Text(IEnumerable<FrameworkNeed> frameworks)
    {
        var own = JsonNode.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "threadmill.runtimeconfig.json")))!["runtimeOptions"]!.AsObject();
        own.Remove("framework");
        own["rollForward"] = "Major";
        own["frameworks"] = new JsonArray([.. frameworks.Select(f => new JsonObject
        {
            ["name"] = f.Name,
            ["version"] = new Version(f.Version.Major, f.Version.Minor, Math.Max(f.Version.Build, 0)).ToString(),
        })]);
        own.Parent!.AsObject().Remove("runtimeOptions");
        return System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["runtimeOptions"] = own }.ToJsonString());
    }
}
