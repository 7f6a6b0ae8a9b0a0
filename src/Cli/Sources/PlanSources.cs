using System.Collections.Immutable;
using Threadmill.Cli.Workers;
using Threadmill.Engine;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Plugins;
using Threadmill.Engine.Targets;

namespace Threadmill.Cli.Sources;

/// <summary>Makes DLLs of the scripts, projects and packages that targets name, all of them at once.</summary>
internal static class PlanSources
{
    /// <summary>Remembered while the tool runs, so that the runs of a sweep are all of one build.</summary>
    private static readonly Dictionary<string, string[]> Built = [];

    /// <summary>For each target of the plan and of its sweep that is made from source: the DLL that holds it.</summary>
    /// <exception cref="ProblemException">What could not be built, each with its reason.</exception>
    public static ImmutableSortedDictionary<string, string> Of(RunPlan plan, Signals signals)
    {
        var swept = plan.Sweeps.Where(s => s.Name == "target").SelectMany(s => s.Values);
        var targets = plan.Specs.Select(s => s.Target).OfType<string>().Concat(swept).Distinct().Select(TargetName.Parse).Where(t => t.IsFile).ToArray();
        return targets.All(t => IsDll(t.File!))
            ? ImmutableSortedDictionary<string, string>.Empty
            : Of(targets, signals, plan.Reporting.Quiet).ToImmutableSortedDictionary();
    }

    /// <summary>The DLL that a file word stands for, built if need be; for a DLL its own path. Needs no plan.</summary>
    /// <exception cref="ProblemException">It cannot be built, or there is no such file.</exception>
    public static string DllOf(TargetName target)
    {
        using var signals = new Signals();
        return Of([target], signals, isQuiet: false).TryGetValue(target.Text, out var dll) ? dll : Path.GetFullPath(target.File!);
    }

    private static Dictionary<string, string> Of(TargetName[] targets, Signals signals, bool isQuiet)
    {
        var problems = new List<Problem>();
        var found = new Dictionary<TargetName, Source>();
        foreach (var target in targets)
        {
            if (Attempt(() => Source.Of(target.File!), problems) is { } source)
                found.Add(target, source);
        }
        void Tell(string line)
        {
            if (!isQuiet)
                Console.Error.Write($"{line} …\n");
        }
        var builds = found.Values.Distinct().Where(s => !Built.ContainsKey(s.Identity))
            .Select(s => (Source: s, Dlls: Task.Run(() => new SourceBuild(s, signals, Tell).Dlls()))).ToArray();
        foreach (var (source, dlls) in builds)
        {
            if (Attempt(() => dlls.GetAwaiter().GetResult(), problems) is { } built)
                Built[source.Identity] = built;
        }
        return problems.Count > 0
            ? throw new ProblemException(problems)
            : found.ToDictionary(f => f.Key.Text, f => Holding(f.Key.Member, Built[f.Value.Identity]));
    }

    /// <summary>Of several DLLs the one with the member's type; the source's own come first.</summary>
    private static string Holding(string? member, string[] dlls) =>
        dlls is [var only] || member is null || !member.Contains('.', StringComparison.Ordinal)
            ? dlls[0]
            : dlls.FirstOrDefault(d => PluginMetadata.HasType(d, member[..member.LastIndexOf('.')])) ?? dlls[0];

    private static bool IsDll(string file) => file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    private static T? Attempt<T>(Func<T?> attempt, List<Problem> problems) where T : class
    {
        try
        {
            return attempt();
        }
        catch (ProblemException e)
        {
            problems.AddRange(e.Problems);
            return null;
        }
    }
}
