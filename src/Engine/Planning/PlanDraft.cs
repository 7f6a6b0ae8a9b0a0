using System.Collections.Immutable;
using Threadmill.Engine.Binding;

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
    public ImmutableArray<KeywordArgument> Kwargs { get; init; } = [];
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
        IReadOnlyList<Setting>[] over = [.. overPlan.Select(d => (IReadOnlyList<Setting>)d.Settings)];
        IReadOnlyList<Setting>[] under = [plan.Settings, .. underPlan.Select(d => (IReadOnlyList<Setting>)d.Settings)];
        var run = new RunPlan();
        foreach (var option in RunOptions.All)
        {
            foreach (var setting in Strongest([.. over, .. under], option))
                run = Guarded(run, setting, option.Set, problems);
        }
        return run with { Specs = [.. plan.Specs.Select(s => Spec(s, [.. over, s.Settings, .. under], problems))] };
    }

    private static ThreadSpec Spec(SpecDraft draft, IReadOnlyList<Setting>[] sources, List<Problem> problems)
    {
        var spec = new ThreadSpec { Target = draft.Target, Args = draft.Args, Kwargs = draft.Kwargs };
        foreach (var option in SpecOptions.All)
        {
            if (Strongest(sources, option) is [.., var last])
                spec = Guarded(spec, last, option.Set, problems);
        }
        return spec;
    }

    /// <summary>What the first source that sets the option says: all of it where that counts, else the last.</summary>
    private static List<Setting> Strongest(IReadOnlyList<Setting>[] sources, PlanOption option)
    {
        var given = new List<Setting>();
        for (var i = 0; i < sources.Length && given.Count == 0; i++)
        {
            foreach (var setting in sources[i])
            {
                if (setting.Option.Name == option.Name)
                    given.Add(setting);
            }
        }
        return option.IsRepeatable || given.Count < 2 ? given : [given[^1]];
    }

    private static T Guarded<T>(T before, Setting setting, Func<T, string, T> set, List<Problem> problems)
    {
        try
        {
            return set(before, setting.Text);
        }
        catch (ProblemException e)
        {
            Add(problems, setting, e);
            return before;
        }
    }

    private static void Add(List<Problem> problems, Setting setting, ProblemException e)
    {
        foreach (var problem in e.Problems.Select(p => p with { Message = Located(setting, p.Message) }).Where(p => !problems.Contains(p)))
            problems.Add(problem);
    }

    private static string Located(Setting setting, string message) =>
        message.StartsWith("--", StringComparison.Ordinal) && setting.Source is null ? message : $"{setting.Shown} {message}";
}
