using System.CommandLine;
using Threadmill.Cli.Parsing;
using Threadmill.Engine;
using Threadmill.Engine.Planning;

namespace Threadmill.Cli.Commands;

/// <summary><c>config</c>: every setting's value as a run without options would have it, and where it comes from.</summary>
internal static class ConfigCommand
{
    public static Command Build()
    {
        var command = new Command("config", "Show every setting with its value and where it comes from");
        command.SetAction(_ =>
        {
            var problems = new List<Problem>();
            PlanDraft[] layers = [SettingsSources.Environment(problems), .. SettingsSources.Files(problems)];
            var blank = new PlanDraft { Specs = [new SpecDraft()] };
            var plan = PlanDraft.Compose([layers[0]], blank, layers[1..], problems);
            if (problems.Count > 0)
                throw new ProblemException(problems);
            foreach (var option in RunOptions.All)
                Write(option, string.Join(" ", option.Get(plan).OfType<string>()), layers);
            foreach (var option in SpecOptions.All)
                Write(option, option.Get(plan.Specs[0]) ?? "", layers);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(PlanOption option, string value, PlanDraft[] layers)
    {
        var source = layers.SelectMany(l => l.Settings.Where(s => s.Option.Name == option.Name)).FirstOrDefault()?.Source;
        Console.Out.Write($"{option.Name} = {(value.Length == 0 ? "-" : value)}  ({source ?? "default"})\n");
    }
}
