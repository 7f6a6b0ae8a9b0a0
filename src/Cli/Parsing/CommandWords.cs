using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Threadmill.Engine;
using Threadmill.Engine.Planning;

namespace Threadmill.Cli.Parsing;

/// <summary>Turns the words of <c>run</c>, already split at <c>:</c>, into what they say of a plan.</summary>
internal static partial class CommandWords
{
    /// <param name="segments">One list of words per spec.</param>
    /// <param name="hasFile">The specs come from a plan file: none may be named here.</param>
    public static PlanDraft Read(IReadOnlyList<IReadOnlyList<Word>> segments, bool hasFile, List<Problem> problems)
    {
        var run = ImmutableArray.CreateBuilder<Setting>();
        var specs = ImmutableArray.CreateBuilder<SpecDraft>();
        foreach (var segment in segments)
        {
            var spec = Segment(segment, run, isFirst: specs.Count == 0, problems);
            if (spec.Target is null && segments.Count > 1)
                problems.Add(Problem.Invalid("a spec between ':' names no target"));
            if (spec.Target is not null && hasFile)
                problems.Add(Problem.Invalid($"a target beside -f: '{spec.Target}'; the plan's specs are run, and options here hold for all of them"));
            if (spec.Kwargs is [var (key, value), ..] && hasFile)
                problems.Add(Problem.Invalid($"an argument beside -f: '{key}={value}'; a plan's arguments stand in its file, and --sweep {key}={value} sets one"));
            specs.Add(spec);
        }
        if (hasFile)
            return new PlanDraft { Settings = [.. run, .. specs.SelectMany(s => s.Settings)] };
        if (specs is [{ Target: null } only] && SweptTarget(run) is { } first)
            specs[0] = only with { Target = first };
        else if (specs is [{ Target: null }])
            problems.Add(Problem.Invalid("nothing to run: name a target, as in: threadmill run cpu.primes 1000 (see 'threadmill list'), or a plan with -f"));
        return new PlanDraft { Settings = run.ToImmutable(), Specs = specs.ToImmutable() };
    }

    private static SpecDraft Segment(IReadOnlyList<Word> words, ImmutableArray<Setting>.Builder run, bool isFirst, List<Problem> problems)
    {
        var spec = new SpecDraft();
        var isValueOfUnknown = false;
        foreach (var word in words)
        {
            if (isValueOfUnknown && word is Word.Plain { Text: not ['-', ..] })
            {
                // Bound as an argument, the value of a mistyped option would only be told as a second mistake.
                isValueOfUnknown = false;
                continue;
            }
            isValueOfUnknown = word is Word.Plain { Text: var text } && MistypedWithValue(text);
            switch (word)
            {
                case Word.Setting { Option: SpecOption { Name: "threads" } } list when list.Value.Contains(',', StringComparison.Ordinal):
                    run.Add(new Setting(RunOptions.All.Single(o => o.Name == "sweep"), $"threads={list.Value}", null));
                    break;
                case Word.Setting { Option: SpecOption } setting when !(isFirst && spec.Target is null):
                    spec = spec with { Settings = spec.Settings.Add(new(setting.Option, setting.Value, null)) };
                    break;
                case Word.Setting setting:
                    run.Add(new Setting(setting.Option, setting.Value, null));
                    break;
                case Word.Plain plain when spec.Target is null:
                    spec = Known(plain.Text, problems) ? spec with { Target = plain.Text } : spec;
                    break;
                case Word.Plain plain when Keyword().Match(plain.Text) is { Success: true } match:
                    spec = spec with { Kwargs = spec.Kwargs.Add(new(match.Groups[1].Value, plain.Text[match.Length..])) };
                    break;
                case Word.Plain plain when Known(plain.Text, problems):
                    spec = spec with { Args = spec.Args.Add(plain.Text) };
                    break;
                case Word.Positional positional when spec.Target is null:
                    spec = spec with { Target = positional.Text };
                    break;
                case Word.Positional positional:
                    spec = spec with { Args = spec.Args.Add(positional.Text) };
                    break;
                case Word.Keyword { Text: var pair }:
                    if (pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var cut)
                        spec = spec with { Kwargs = spec.Kwargs.Add(new(pair[..cut], pair[(cut + 1)..])) };
                    else
                        problems.Add(Problem.Invalid($"--kwarg must be KEY=VALUE, not '{pair}'"));
                    break;
            }
        }
        return spec;
    }

    /// <summary>The first of the targets that a sweep compares: none needs to be named beside them.</summary>
    private static string? SweptTarget(IEnumerable<Setting> run) => run
        .Where(s => s.Option.Name == "sweep" && s.Text.StartsWith("target=", StringComparison.Ordinal))
        .Select(s => s.Text["target=".Length..].Split(',')[0])
        .FirstOrDefault();

    /// <summary>A word with a dash that is no number was meant as an option.</summary>
    private static bool Known(string word, List<Problem> problems)
    {
        if (!IsOption(word))
            return true;
        var near = Meant(word);
        problems.Add(Problem.Invalid($"unknown option '{word}'{(near is null ? "" : $"; did you mean '--{near}'?")} (to pass the text itself: --arg={word})"));
        return false;
    }

    private static bool IsOption(string word) => word is ['-', not (>= '0' and <= '9' or '.'), ..];

    private static string? Meant(string word) => Nearest.To(
        word.TrimStart('-').Split('=', ':')[0],
        SpecOptions.All.Select(o => o.Name).Concat(RunOptions.All.Select(o => o.Name)).Concat(["arg", "kwarg", "dry-run", "help", "file"]));

    private static bool MistypedWithValue(string word) =>
        IsOption(word) && !word.Contains('=', StringComparison.Ordinal) && Meant(word) is { } meant
        && SpecOptions.All.Concat<PlanOption>(RunOptions.All).FirstOrDefault(o => o.Name == meant) is not { IsFlag: true };

    [GeneratedRegex(@"^([\p{L}\p{Nl}_][\w-]*(?:\.[\w-]+)*)=")]
    private static partial Regex Keyword();
}
