using Threadmill.Cli.Sources;
using Threadmill.Engine.Binding;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Plugins;
using Threadmill.Engine.Results;

namespace Threadmill.Cli.Commands;

/// <summary>What could stand at the cursor of a <c>run</c> line: options and their values, workloads, and what a workload takes.</summary>
internal static class RunSuggestions
{
    private static readonly string[] Pins = ["none", "threads", "cores", "cores/spread", "cores/close", "cores/primary", "ll_caches", "numa_domains", "sockets", "allowed:0"];
    private static readonly string[] Axes = ["target=", "threads=", "pin=", "gc="];
    private static readonly string[] OwnFlags = ["--dry-run", "--help", "-h"];
    private static readonly string[] OwnValued = ["--file", "-f", "--arg", "--kwarg"];

    /// <summary>Null: the line is not of this command, or the cursor is still on the command's name.</summary>
    public static IReadOnlyList<string>? At(string line, int cursor)
    {
        var words = CommandLineWords.Of(line[..Math.Clamp(cursor, 0, line.Length)]);
        if (words is not [_, "run", _, ..])
            return null;
        string[] before = [.. words[2..^1]];
        var (target, given, awaiting) = Walk(before[(Array.LastIndexOf(before, ":") + 1)..]);
        var word = words[^1];
        var found = awaiting is not null ? ValuesOf(awaiting, target)
            : word.StartsWith('-') ? Options()
            : target is null ? WorkloadNames()
            : ParametersOf(target).SelectMany(p => Keywords(p, word)).Where(k => !given.Any(g => Parameter.IsSame(g, k.Split('=')[0])));
        return [.. found.Where(f => f.StartsWith(word, StringComparison.OrdinalIgnoreCase))];
    }

    public static IEnumerable<string> WorkloadNames() =>
        UserCatalog.With([]).Plugins.SelectMany(p => p.Workloads).Where(w => w.Mistakes.IsEmpty).Select(w => w.Name).Distinct().Order(StringComparer.Ordinal);

    /// <summary>The spec up to the cursor: its target, the keywords it has, and the option whose value comes next.</summary>
    private static (string? Target, List<string> Given, string? Awaiting) Walk(string[] words)
    {
        string? target = null;
        string? awaiting = null;
        var given = new List<string>();
        foreach (var word in words)
        {
            if (awaiting is not null)
                awaiting = null;
            else if (word.StartsWith('-'))
                awaiting = TakesValue(word) ? word : null;
            else if (target is null)
                target = word;
            else if (word.IndexOf('=', StringComparison.Ordinal) is > 0 and var cut)
                given.Add(word[..cut]);
        }
        return (target, given, awaiting);
    }

    private static bool TakesValue(string word) => OwnValued.Contains(word) || Known(word) is { IsFlag: false };

    private static PlanOption? Known(string word) =>
        All().FirstOrDefault(o => word == "--" + o.Name || (o.Letter is { } letter && word == $"-{letter}"));

    private static IEnumerable<PlanOption> All() => SpecOptions.All.Concat<PlanOption>(RunOptions.All);

    private static IEnumerable<string> Options() => All().Select(o => "--" + o.Name).Concat(OwnFlags).Concat(OwnValued).Order(StringComparer.Ordinal);

    private static IEnumerable<string> ValuesOf(string option, string? target) => Known(option)?.Name switch
    {
        "pin" => Pins,
        "fail-if" or "abort-if" => ResultMetrics.Names.Select(n => n + ":"),
        "sweep" => [.. Axes, .. target is null ? [] : ParametersOf(target).Select(p => p.Name + "=")],
        _ when option == "--kwarg" && target is not null => ParametersOf(target).Select(p => p.Name + "="),
        _ => Known(option)?.Choices ?? [],
    };

    private static IEnumerable<ParameterDescription> ParametersOf(string target)
    {
        var plugins = UserCatalog.With([]).Plugins;
        var name = target[(target.LastIndexOf('/') + 1)..];
        return plugins.SelectMany(p => p.Workloads).FirstOrDefault(w => w.Name == name)?.Parameters
            .Where(p => p.Role is ParameterRole.Argument or ParameterRole.OfShared) ?? [];
    }

    /// <summary><c>name=</c>, and once that stands there, <c>name=VALUE</c> for each value that is known.</summary>
    private static IEnumerable<string> Keywords(ParameterDescription parameter, string word)
    {
        string[] values = parameter.Type is "bool" or "bool?" ? ["true", "false"] : [.. parameter.Choices];
        return word.Contains('=', StringComparison.Ordinal) ? values.Select(v => $"{parameter.Name}={v}") : [parameter.Name + "="];
    }
}
