using System.Collections.Immutable;
using Threadmill.Engine;
using Threadmill.Engine.Planning;

namespace Threadmill.Cli.Parsing;

/// <summary>What is said of every run: <c>THREADMILL_*</c> variables, the project's <c>.threadmill/config.toml</c>, the user's configuration.</summary>
internal static class SettingsSources
{
    private const string Prefix = "THREADMILL_";
    private const string FileName = "config.toml";

    /// <summary>Variables of that prefix which are no settings of a plan.</summary>
    private static readonly string[] OtherVariables = [Engine.Plugins.PluginFolders.Variable, "THREADMILL_TMPDIR"];

    public static PlanDraft Environment(List<Problem> problems)
    {
        var settings = ImmutableArray.CreateBuilder<Setting>();
        foreach (var name in Variables())
        {
            var key = name[Prefix.Length..].ToLowerInvariant().Replace('_', '-');
            PlanOption? option = RunOptions.All.FirstOrDefault(o => o.Name == key) ?? (PlanOption?)SpecOptions.All.FirstOrDefault(o => o.Name == key);
            if (option is not null)
                settings.Add(new Setting(option, System.Environment.GetEnvironmentVariable(name) ?? "", name));
            else
                problems.Add(Problem.Invalid($"variable {name} is no setting{(Nearest.To(key, Names()) is { } near ? $"; did you mean {Variable(near)}?" : "")}"));
        }
        return new PlanDraft { Settings = settings.ToImmutable() };
    }

    /// <summary>The project's file first, then the user's.</summary>
    public static IReadOnlyList<PlanDraft> Files(List<Problem> problems) =>
        [.. Paths().Where(File.Exists).Select(f => PlanFile.Read(File.ReadAllText(f), f, Path.GetDirectoryName(f)!, problems))];

    public static string Variable(string option) => Prefix + option.Replace('-', '_').ToUpperInvariant();

    private static IEnumerable<string> Names() => RunOptions.All.Select(o => o.Name).Concat(SpecOptions.All.Select(o => o.Name));

    private static IEnumerable<string> Variables() => System.Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && !OtherVariables.Contains(name)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Paths()
    {
        foreach (var folder in WorkingFolder.Upwards())
        {
            var file = Path.Combine(folder, ".threadmill", FileName);
            if (File.Exists(file))
            {
                yield return file;
                break;
            }
        }
        var user = System.Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } xdg ? xdg
            : System.Environment.GetFolderPath(System.Environment.SpecialFolder.ApplicationData, System.Environment.SpecialFolderOption.DoNotVerify);
        yield return Path.Combine(user, "threadmill", FileName);
    }
}
