using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;
using Threadmill.Cli.Parsing;
using Threadmill.Cli.Reports;
using Threadmill.Cli.Workers;
using Threadmill.Engine;
using Threadmill.Engine.Binding;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Results;

namespace Threadmill.Cli.Commands;

/// <summary><c>run</c>: words and plan file to a plan, plan to a result, result to a report and an exit code.</summary>
internal static class RunCommand
{
    private const string Stdin = "-";
    private const string StdinArgument = "@-";

    public static IReadOnlyList<string> Examples { get; } =
    [
        "threadmill run cpu.primes 100k -t 4 --pin 0-1 --name worker",
        "threadmill run nop -t 2 --duration 2s",
        "threadmill run --duration 5s queue.produce --pin 0 : queue.consume --pin 1",
        "threadmill run text.words README.md --json",
        "threadmill run -f plan.toml --fail-if \"p99 > 5ms\"",
        "threadmill run ./My.dll::My.Cache.Get 42 -t 1,2,4 --duration 5s",
        "threadmill run ./script.cs",
        "threadmill run pkg:nuget/Newtonsoft.Json::JsonConvert.SerializeObject abc",
    ];

    public static Command Build(IReadOnlyList<string[]> furtherSpecs)
    {
        var run = new Command("run", "Run targets on threads: run [options for all specs] TARGET [ARG…] [KEY=VALUE…] [options of this spec] [ : TARGET … ]…");
        run.Arguments.Add(new Argument<string[]>("words") { HelpName = "TARGET [ARG…] [KEY=VALUE…]", Arity = ArgumentArity.ZeroOrMore, Description = "A workload, or FILE::Type.Method with a DLL, script, project or pkg:nuget/NAME@VERSION as FILE, and its arguments" });
        var file = new Option<string[]>("--file", "-f") { HelpName = "FILE", Description = "Run a plan: TOML, JSON or a result document; - is stdin" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Print the resolved plan as TOML and start nothing", Arity = ArgumentArity.Zero };
        run.Options.Add(file);
        run.Options.Add(dryRun);
        run.Options.Add(new Option<string[]>("--arg") { HelpName = "VALUE", Description = "A positional argument, whatever it looks like" });
        run.Options.Add(new Option<string[]>("--kwarg") { HelpName = "KEY=VALUE", Description = "A keyword argument" });
        foreach (var option in SpecOptions.All.Concat<PlanOption>(RunOptions.All))
            run.Options.Add(OptionOf(option));
        run.SetAction(parsed =>
        {
            ParseResult[] all = [parsed, .. furtherSpecs.Select(s => run.Parse(s, CommandTree.Parser))];
            return Run(all, [.. all.SelectMany(p => p.GetValue(file) ?? [])], all.Any(p => p.GetValue(dryRun)));
        });
        return run;
    }

    private static Option OptionOf(PlanOption option)
    {
        string[] aliases = option.Letter is { } letter ? [$"-{letter}"] : [];
        if (option.IsFlag)
            return new Option<bool>("--" + option.Name, aliases) { Description = option.Help, Arity = ArgumentArity.Zero };
        var valued = new Option<string[]>("--" + option.Name, aliases) { HelpName = option.Choices.Length > 0 && !option.IsRepeatable ? string.Join('|', option.Choices) : option.Value, Description = option.Help };
        valued.CompletionSources.Add(option.Choices);
        return valued;
    }

    private static int Run(ParseResult[] segments, string[] files, bool isDryRun)
    {
        var problems = new List<Problem>();
        problems.AddRange(segments.Skip(1).SelectMany(s => s.Errors.Select(e => Problem.Invalid(UsageText.Of(e, s)))));
        if (files.Length > 1)
            problems.Add(Problem.Invalid("-f is given twice; a run has one plan"));
        var words = CommandWords.Read([.. segments.Select(s => SegmentWords.Of(s, problems))], files.Length > 0, problems);
        var environment = SettingsSources.Environment(problems);
        RecordedRun? recorded = null;
        var file = files.Length > 0 ? ReadPlan(files[0], problems, out recorded) : null;
        var plan = file is null
            ? PlanDraft.Compose([], words, [environment, .. SettingsSources.Files(problems)], problems)
            : PlanDraft.Compose([words, environment], file, SettingsSources.Files(problems), problems);
        problems.AddRange(OutputFiles.Wrong(plan.Reporting, IsSweep(plan)));
        var thresholds = PlanThresholds.Read(plan, problems);
        if (problems.Count == 0)
            problems.AddRange(SweepPoints.Of(plan).SelectMany(p => PlanRules.Broken(p.Plan)).Distinct());
        if (Console.IsErrorRedirected && plan.Timeout is null && plan.Specs.Any(s => s is { UntilFailure: true, Duration: null, Ops: null, Deadline: null }))
            problems.Add(Problem.Invalid("--until-failure might never end, and nobody sits at a terminal to stop it; add --duration, --ops or --timeout"));
        if (problems.Count > 0 && plan.Specs.IsEmpty)
            throw new ProblemException(problems);
        return Execute(plan, files, recorded, isDryRun, thresholds, problems);
    }

    /// <param name="problems">What was found wrong so far: the plan is then only bound, so that all problems are told at once.</param>
    private static int Execute(RunPlan plan, string[] files, RecordedRun? recorded, bool isDryRun, List<Threshold> thresholds, List<Problem> problems)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported && SweepPoints.Of(plan).Any(p => p.Plan.Isolate == Isolation.None))
            throw files is [Stdin] ? new ProblemException(Problem.Invalid("a plan from stdin is run by a worker; for a run in the tool's own process give --isolate none on the command line")) : new ManagedOnlyException();
        var isCheckOnly = isDryRun || problems.Count > 0;
        var host = new Lazy<IHost>(() => ToolHost.Build(plan));
        using var signals = new Signals();
        var folder = recorded?.Folder is { } before ? before : files is [not Stdin and var file] && plan.Specs.Length > 0 ? Path.GetDirectoryName(Path.GetFullPath(file))! : "";
        var request = new RunRequest(plan, [.. Environment.GetCommandLineArgs().Skip(1)], folder, StandardInput(plan)) { IsCheckOnly = isCheckOnly };
        if (isCheckOnly)
        {
            Check(problems.Count > 0 ? request with { Plan = plan.WithFewThreads() } : request, host, signals, problems);
            Console.Out.Write(PlanText.Toml(plan));
            return ExitCode.Success;
        }
        if (!IsSweep(plan))
        {
            var ran = RunOnce(request, host, signals, thresholds);
            var result = recorded?.Compared(ran) ?? ran;
            return Ended(OutputFiles.Write(result, plan.Reporting), result.Run.ExitCode);
        }
        Check(request with { IsCheckOnly = true }, host, signals, problems);
        var sweep = SweepRun.Run(plan, thresholds, p => RunOnce(request with { Plan = p }, host, signals, []), signals, line =>
        {
            if (ProgressView.ModeOf(plan.Reporting) != ProgressMode.None)
                Console.Error.Write(line + "\n");
        });
        return Ended(OutputFiles.Write(sweep, plan.Reporting), sweep.ExitCode);
    }

    /// <exception cref="ProblemException">Something is wrong, with the plan or with a point of its sweep.</exception>
    private static void Check(RunRequest request, Lazy<IHost> host, Signals signals, List<Problem> problems)
    {
        var found = new SupervisedRun(request, host).Check(signals);
        problems.AddRange(found.Where(p => problems.All(q => !p.Message.EndsWith(q.Message, StringComparison.Ordinal))));
        if (problems.Count > 0)
            throw new ProblemException(problems);
    }

    private static RunResult RunOnce(RunRequest request, Lazy<IHost> host, Signals signals, IReadOnlyList<Threshold> thresholds)
    {
        RunWatch? watch = null;
        var result = new SupervisedRun(request, host).Run(signals, journal => watch = RunWatch.For(request.Plan, journal, [.. request.Plan.AbortIf.Select(Threshold.Parse)], ProgressView.For(request.Plan)));
        return (watch is null ? result : result with { Series = watch.Series }).By(thresholds);
    }

    private static bool IsSweep(RunPlan plan) => !plan.Sweeps.IsEmpty || plan.Repeat > 1;

    private static int Ended(IReadOnlyList<Problem> unwritten, int code)
    {
        if (unwritten.Count > 0)
            ProblemText.Write(unwritten, asJson: false);
        return code != 0 || unwritten.Count == 0 ? code : ExitCode.Unavailable;
    }

    /// <summary>What <c>@-</c> stands for: read here, since the threads live in another process.</summary>
    private static string StandardInput(RunPlan plan) =>
        plan.Specs.Any(s => s.Args.Contains(StdinArgument) || s.Kwargs.Any(k => k.Value == StdinArgument)) ? BoundedText.Read(Console.In) : "";

    private static PlanDraft ReadPlan(string file, List<Problem> problems, out RecordedRun? recorded)
    {
        try
        {
            var isStdin = file == Stdin;
            var text = isStdin ? BoundedText.Read(Console.In) : BoundedText.ReadFile(file);
            recorded = RecordedRun.Of(text);
            return PlanFile.Read(text, isStdin ? "stdin" : file, recorded?.Folder ?? (isStdin ? "" : Path.GetDirectoryName(Path.GetFullPath(file))!), problems);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(Problem.Unavailable($"-f {file} cannot be read: {e.Message}"));
        }
    }
}
