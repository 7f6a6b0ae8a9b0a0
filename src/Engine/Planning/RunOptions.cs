using System.Collections.Immutable;
using Threadmill.Engine.Binding;
using static Threadmill.Engine.Planning.PlanOption;

namespace Threadmill.Engine.Planning;

/// <summary>The settings of a whole run, wherever they stand.</summary>
public static class RunOptions
{
    private static readonly string[] LogLevels = ["trace", "debug", "information", "warning", "error", "critical", "none"];

    public static ImmutableArray<RunOption> All { get; } =
    [
        new("timeout", null, "TIME", "Stop the run after this long",
            (p, v) => p with { Timeout = SpecOptions.Positive(v) }, p => [ValueReader.Text(p.Timeout)]),
        new("grace", null, "TIME", "What threads are given to end once asked to (default 2s)",
            (p, v) => p with { Grace = Duration(v) }, p => [ValueReader.Text(p.Grace)]),
        new("on-error", null, "[GROUP:]POLICY", "What an exception stops: stop-thread (default), stop-group, stop-run, continue[:MAX]",
            ErrorPolicies.Set, ErrorPolicies.Get, ErrorPolicies.Words) { IsRepeatable = true },
        new("fail-if", null, "EXPR", "Exit 5 if this holds at the end, such as \"p99 > 5ms\" or pipe:p99:gt:5ms",
            (p, v) => p with { FailIf = p.FailIf.Add(v) }, p => p.FailIf) { IsRepeatable = true },
        new("abort-if", null, "EXPR", "The same, judged while running: stops the run",
            (p, v) => p with { AbortIf = p.AbortIf.Add(v) }, p => p.AbortIf) { IsRepeatable = true },
        new("repeat", null, "K", "Run so many times; medians and confidence intervals are told",
            (p, v) => p with { Repeat = AtLeast(As<int>(v), 1, v) }, p => [ValueReader.Text(p.Repeat)]),
        new("sweep", null, "NAME=V1,V2", "Run once for each value of an argument, target, threads, pin or gc (whose values hold commas: one --sweep for each)",
            (p, v) => p with { Sweeps = Sweep.Add(p.Sweeps, v) }, p => p.Sweeps.SelectMany(s => s.Texts)) { IsRepeatable = true },
        new("interval", null, "TIME", "Keep counts and percentiles of every interval",
            (p, v) => p with { Interval = SpecOptions.Positive(v) }, p => [ValueReader.Text(p.Interval)]),
        new("isolate", null, "HOW", "Processes for the threads: one for all (default), one per group, none",
            (p, v) => p with { Isolate = Word<Isolation>(v) }, p => [Spelled(p.Isolate)], SpecOptions.Names(typeof(Isolation))),
        new("gc", null, "SETTINGS", "Garbage collector of the workers: server,concurrent=off,gen0=256M,heap=2G",
            (p, v) => p with { Gc = GcSettings.Parse(v).ToString() }, p => [p.Gc]),
        new("max-memory", null, "SIZE", "End a worker that uses more",
            (p, v) => p with { MaxMemoryBytes = AtLeast(Bytes(v), 1, v) }, p => [p.MaxMemoryBytes is { } n ? SizeText.Write(n) : null]),
        new("seed", null, "N", "Seed of the workloads' random streams",
            (p, v) => p with { Seed = As<int>(v) }, p => [ValueReader.Text(p.Seed)]),
        new("plugin", null, "PATH", "A plugin DLL, or a folder of plugins, to look in first",
            (p, v) => p with { Plugins = p.Plugins.Add(v) }, p => p.Plugins) { IsRepeatable = true, IsPath = true },
        new("output", 'o', "FILE", "Write the result to a file: .json .csv .md .hlog .hgrm; - is stdout",
            (p, v) => p with { Reporting = p.Reporting with { Outputs = p.Reporting.Outputs.Add(v) } }, p => p.Reporting.Outputs) { IsRepeatable = true, IsPath = true },
        new("json", null, null, "Write the result document to stdout instead of the table",
            (p, v) => p with { Reporting = p.Reporting with { Json = Flag(v) } }, p => [ValueReader.Text(p.Reporting.Json)]),
        new("progress", null, "MODE", "Progress on stderr (default auto: live on a terminal)",
            (p, v) => p with { Reporting = p.Reporting with { Progress = Word<ProgressMode>(v) } }, p => [Spelled(p.Reporting.Progress)], SpecOptions.Names(typeof(ProgressMode))),
        new("color", null, "WHEN", "Colours (default auto)",
            (p, v) => p with { Reporting = p.Reporting with { Color = Word<ColorMode>(v) } }, p => [Spelled(p.Reporting.Color)], SpecOptions.Names(typeof(ColorMode))),
        new("quiet", null, null, "No progress, hints and workload output on stderr",
            (p, v) => p with { Reporting = p.Reporting with { Quiet = Flag(v) } }, p => [ValueReader.Text(p.Reporting.Quiet)]),
        new("verbose", null, null, "One line per step of each thread's life on stderr",
            (p, v) => p with { Reporting = p.Reporting with { Verbose = Flag(v) } }, p => [ValueReader.Text(p.Reporting.Verbose)]),
        new("log-level", null, "LEVEL", "What the tool logs of itself on stderr (default warning)",
            (p, v) => p with { Reporting = p.Reporting with { LogLevel = LogLevel(v) } }, p => [p.Reporting.LogLevel], LogLevels),
    ];

    private static string LogLevel(string text) =>
        LogLevels.Contains(text) ? text : throw new ProblemException(Problem.Invalid($"must be one of {string.Join(", ", LogLevels)}, not '{text}'"));
}
