using System.Collections.Immutable;

namespace Threadmill.Engine.Planning;

/// <summary>
/// A plan with everything as pairs of a key and its value, for another process of the same program: the settings of the run,
/// then each spec behind its target. Not JSON: reading that would load more than all else a worker does before its plan is bound.
/// </summary>
public static class PlanWords
{
    private const string Spec = "spec";
    private const string NoTarget = "specWithoutTarget";
    private const string Argument = "argument";

    /// <summary>Stands before the name of a keyword argument, and in no option's name.</summary>
    private const char Keyword = '=';

    public static ImmutableArray<string> Of(RunPlan plan)
    {
        var words = new List<string>();
        foreach (var option in RunOptions.All)
        {
            foreach (var text in PlanText.Given(plan, option))
                words.AddRange([option.Name, text]);
        }
        foreach (var spec in plan.Specs)
            Add(words, spec);
        return [.. words];
    }

    public static PlanDraft Read(ImmutableArray<string> words)
    {
        var settings = ImmutableArray.CreateBuilder<Setting>();
        var specs = ImmutableArray.CreateBuilder<SpecDraft>();
        for (var i = 0; i < words.Length; i += 2)
        {
            var (key, value) = (words[i], words[i + 1]);
            if (key is Spec or NoTarget)
                specs.Add(new() { Target = key == Spec ? value : null });
            else if (specs.Count == 0)
                settings.Add(new(RunOptions.All.First(o => o.Name == key), value, null));
            else
                specs[^1] = With(specs[^1], key, value);
        }
        return new() { Settings = settings.ToImmutable(), Specs = specs.ToImmutable() };
    }

    private static void Add(List<string> words, ThreadSpec spec)
    {
        words.AddRange([spec.Target is null ? NoTarget : Spec, spec.Target ?? ""]);
        foreach (var text in spec.Args)
            words.AddRange([Argument, text]);
        foreach (var (name, text) in spec.Kwargs)
            words.AddRange([Keyword + name, text]);
        foreach (var option in SpecOptions.All)
        {
            if (PlanText.Given(spec, option) is { } text)
                words.AddRange([option.Name, text]);
        }
    }

    private static SpecDraft With(SpecDraft spec, string key, string value) => key switch
    {
        Argument => spec with { Args = spec.Args.Add(value) },
        [Keyword, .. var name] => spec with { Kwargs = spec.Kwargs.Add(new(name, value)) },
        _ => spec with { Settings = spec.Settings.Add(new(SpecOptions.All.First(o => o.Name == key), value, null)) },
    };
}
