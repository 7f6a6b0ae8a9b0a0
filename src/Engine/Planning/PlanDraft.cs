using System.Collections.Immutable;

namespace Threadmill.Engine.Planning;

/// <summary>One setting as it was given somewhere.</summary>
/// <param name="Source">Where: <c>plan.toml(3,1)</c>, <c>THREADMILL_TIMEOUT</c>, or null for the command line.</param>
public sealed record Setting(PlanOption Option, string Text, string? Source)
{
    /// <summary>How an error names it.</summary>
    public string Shown => Source is null ? $"--{Option.Name}" : $"{Source}: {Option.Name}";
}

/// <summary>A spec as it was given: words and its own settings, unread.</summary>
public sealed record SpecDraft
{
    public string? Target { get; init; }
    public ImmutableArray<string> Args { get; init; } = [];
    public ImmutableArray<KeyValuePair<string, string>> Kwargs { get; init; } = [];
    public ImmutableArray<Setting> Settings { get; init; } = [];
}

/// <summary>What one source (command line, environment, plan file, settings file) says of a run. Sources are laid over each other.</summary>
public sealed record PlanDraft
{
    /// <summary>Settings of the run, and of all specs.</summary>
    public ImmutableArray<Setting> Settings { get; init; } = [];

    public ImmutableArray<SpecDraft> Specs { get; init; } = [];

    /// <summary>Lays sources over each other, the strongest first, and reads all texts.</summary>
    /// <param name="overPlan">Command line, environment: what they say of all specs wins over what a plan says of one.</param>
    /// <param name="plan">The one source that has specs.</param>
    /// <param name="underPlan">Settings files.</param>
    public static RunPlan Compose(IReadOnlyList<PlanDraft> overPlan, PlanDraft plan, IReadOnlyList<PlanDraft> underPlan, List<Problem> problems)
    {
        PlanDraft[] layers = [.. overPlan, plan, .. underPlan];
        var run = RunOptions.All.Aggregate(new RunPlan(), (p, option) =>
            Strongest(layers.Select(l => l.Settings.AsEnumerable()), option).Aggregate(p, (q, s) => Guarded(q, s, option.Set, problems)));
        return run with { Specs = [.. plan.Specs.Select(s => Spec(s, layers, overPlan.Count, problems))] };
    }

    private static ThreadSpec Spec(SpecDraft draft, PlanDraft[] layers, int over, List<Problem> problems)
    {
        IEnumerable<Setting>[] sources = [.. layers.Take(over).Select(l => l.Settings.AsEnumerable()), draft.Settings, .. layers.Skip(over).Select(l => l.Settings.AsEnumerable())];
        var spec = new ThreadSpec { Target = draft.Target, Args = draft.Args, Kwargs = draft.Kwargs };
        return SpecOptions.All.Aggregate(spec, (s, option) =>
            Strongest(sources, option).TakeLast(1).Aggregate(s, (t, setting) => Guarded(t, setting, option.Set, problems)));
    }

    private static IEnumerable<Setting> Strongest(IEnumerable<IEnumerable<Setting>> sources, PlanOption option)
    {
        var given = sources.Select(s => s.Where(x => x.Option.Name == option.Name).ToArray()).FirstOrDefault(s => s.Length > 0) ?? [];
        return option.IsRepeatable ? given : given.TakeLast(1);
    }

    private static T Guarded<T>(T before, Setting setting, Func<T, string, T> set, List<Problem> problems)
    {
        try
        {
            return set(before, setting.Text);
        }
        catch (ProblemException e)
        {
            foreach (var problem in e.Problems.Select(p => p with { Message = Located(setting, p.Message) }).Where(p => !problems.Contains(p)))
                problems.Add(problem);
            return before;
        }
    }

    private static string Located(Setting setting, string message) =>
        message.StartsWith("--", StringComparison.Ordinal) && setting.Source is null ? message : $"{setting.Shown} {message}";
}
