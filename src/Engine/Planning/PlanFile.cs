using System.Collections.Immutable;
using Threadmill.Engine.Binding;
using Threadmill.Engine.Targets;

namespace Threadmill.Engine.Planning;

/// <summary>
/// Reads a plan or settings file: TOML, or JSON with the same keys, or a result document, whose plan is then run again. Keys are
/// the options' long names; an unknown one is an error with line, column and the nearest known one.
/// </summary>
public sealed class PlanFile
{
    private const string ResultSchema = "threadmill.result/";
    private static readonly string[] SpecKeys = ["target", "args", "kwargs"];
    private static readonly string[] PlanKeys = ["spec", "defaults", "group", "sweep"];
    private static readonly string[] GroupKeys = ["on-error", "fail-if", "abort-if"];

    private readonly string file;
    private readonly string folder;
    private readonly List<Problem> problems;

    private PlanFile(string file, string folder, List<Problem> problems)
    {
        this.file = file;
        this.folder = folder;
        this.problems = problems;
    }

    /// <param name="file">What errors call it.</param>
    /// <param name="folder">What paths in it are relative to.</param>
    /// <param name="problems">Gets every mistake; the draft then lacks what was wrong.</param>
    public static PlanDraft Read(string text, string file, string folder, List<Problem> problems)
    {
        try
        {
            var isJson = text.AsSpan().TrimStart() is ['{', ..] || file.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
            var root = isJson ? PlanNode.ReadJson(text, file) : PlanNode.ReadToml(text, file);
            return new PlanFile(file, folder, problems).Plan(root);
        }
        catch (ProblemException e)
        {
            problems.AddRange(e.Problems);
            return new PlanDraft();
        }
    }

    private PlanDraft Plan(PlanNode root)
    {
        if (root is not PlanNode.Table table)
            return Wrong(root, "a plan is a table of keys", new PlanDraft());
        if (table.Members.Any(m => m.Key == "schema" && m.Value.AsWord().StartsWith(ResultSchema, StringComparison.Ordinal)))
            return table.Members.FirstOrDefault(m => m.Key == "plan")?.Value is PlanNode.Table plan
                ? Plan(plan)
                : Wrong(root, "this result document has no plan", new PlanDraft());
        var settings = ImmutableArray.CreateBuilder<Setting>();
        var specs = ImmutableArray.CreateBuilder<SpecDraft>();
        foreach (var (key, value) in table.Members)
        {
            switch (key)
            {
                case "spec":
                    specs.AddRange(Tables(value, "spec").Select(Spec));
                    break;
                case "defaults":
                    settings.AddRange(Members(value, key).SelectMany(m => Settings(m.Key, m.Value, SpecOptions.All)));
                    break;
                case "group" when value is not PlanNode.Scalar:
                    settings.AddRange(Members(value, key).SelectMany(g => Members(g.Value, g.Key).SelectMany(m => GroupSettings(g.Key, m.Key, m.Value))));
                    break;
                case "sweep":
                    settings.AddRange(Sweeps(value));
                    break;
                default:
                    settings.AddRange(Settings(key, value, [.. RunOptions.All, .. SpecOptions.All]));
                    break;
            }
        }
        return new PlanDraft { Settings = settings.ToImmutable(), Specs = specs.ToImmutable() };
    }

    private SpecDraft Spec(PlanNode.Table table)
    {
        var draft = new SpecDraft();
        foreach (var (key, value) in table.Members)
        {
            draft = key switch
            {
                "target" => draft with { Target = Target(value) },
                "args" => draft with { Args = value is PlanNode.List list ? [.. list.Items.Select(i => i.AsWord())] : Wrong(value, "'args' must be an array", draft.Args) },
                "kwargs" => draft with { Kwargs = [.. Members(value, key).Select(m => new KeywordArgument(m.Key, m.Value.AsWord()))] },
                _ => draft with { Settings = draft.Settings.AddRange(Settings(key, value, SpecOptions.All)) },
            };
        }
        return draft;
    }

    private string? Target(PlanNode value)
    {
        if (value is not PlanNode.Scalar { IsText: true } word)
            return Wrong<string?>(value, "'target' must be a string", null);
        var name = TargetName.Parse(word.Text);
        return name.File is { } path && !path.StartsWith("pkg:", StringComparison.Ordinal) && !Path.IsPathRooted(path)
            ? Path.Combine(folder, path) + word.Text[path.Length..]
            : word.Text;
    }

    private IEnumerable<Setting> GroupSettings(string group, string key, PlanNode value) =>
        GroupKeys.Contains(key)
            ? Settings(key, value, RunOptions.All).Select(s => s with { Text = $"{group}:{s.Text}" })
            : Unknown(key, value, GroupKeys);

    private IEnumerable<Setting> Sweeps(PlanNode value)
    {
        var option = RunOptions.All.Single(o => o.Name == "sweep");
        return value is PlanNode.Table table
            ? table.Members.SelectMany(m => Items(m.Value).Select(i => new Setting(option, $"{m.Key}={i.AsWord()}", At(m.Value))))
            : Settings("sweep", value, RunOptions.All);
    }

    private IEnumerable<Setting> Settings(string key, PlanNode value, IReadOnlyList<PlanOption> options)
    {
        var option = options.FirstOrDefault(o => o.Name == key);
        if (option is null)
            return Unknown(key, value, options.Select(o => o.Name).Concat(options.All(o => o is SpecOption) ? SpecKeys : PlanKeys));
        if (option.Name == "threads" && value is PlanNode.List)
            return Items(value).Select(i => new Setting(RunOptions.All.Single(o => o.Name == "sweep"), $"threads={i.AsWord()}", At(value)));
        if (value is PlanNode.Table || (value is PlanNode.List && !option.IsRepeatable))
            return Wrong<IEnumerable<Setting>>(value, $"'{key}' must be one value", []);
        if (option.IsFlag && value is not PlanNode.Scalar { Text: "true" or "false", IsText: false })
            return Wrong<IEnumerable<Setting>>(value, $"'{key}' must be true or false", []);
        return [.. Items(value).Select(i => new Setting(option, Located(option, i.AsWord()), At(value)))];
    }

    private static IEnumerable<PlanNode> Items(PlanNode value) => value is PlanNode.List list ? list.Items : [value];

    private string Located(PlanOption option, string text) => option.IsPath && text != "-" && !Path.IsPathRooted(text) ? Path.Combine(folder, text) : text;

    private List<PlanNode.Member> Members(PlanNode value, string key) =>
        value is PlanNode.Table table ? table.Members : Wrong<List<PlanNode.Member>>(value, $"'{key}' must be a table", []);

    private IEnumerable<PlanNode.Table> Tables(PlanNode value, string key) =>
        value is PlanNode.List list && list.Items.All(i => i is PlanNode.Table)
            ? list.Items.Cast<PlanNode.Table>()
            : Wrong<IEnumerable<PlanNode.Table>>(value, $"'{key}' must be an array of tables, as [[{key}]]", []);

    private Setting[] Unknown(string key, PlanNode value, IEnumerable<string> known) =>
        Wrong<Setting[]>(value, $"unknown key '{key}'{(Nearest.To(key, known) is { } near ? $"; did you mean '{near}'?" : "")}", []);

    private T Wrong<T>(PlanNode where, string message, T instead)
    {
        problems.Add(Problem.Invalid($"{At(where)}: {message}"));
        return instead;
    }

    private string At(PlanNode where) => $"{file}({where.Line},{where.Column})";
}
