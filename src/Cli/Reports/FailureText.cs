using System.Text;
using System.Text.RegularExpressions;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Results;

namespace Threadmill.Cli.Reports;

/// <summary>Exceptions as a person reads them: one whole block each, our own frames cut.</summary>
internal static partial class FailureText
{
    private const int MaxNames = 6;
    private const int MaxText = 4_000;

    public static string Of(ExceptionResult failure, RunResult run)
    {
        var text = new StringBuilder();
        AppendHead(text, failure.Type, failure.Message, "");
        text.Append("  ").Append(Where(failure, run)).Append('\n');
        AppendStack(text, failure.StackTrace, "  ");
        foreach (var inner in failure.Inner)
            AppendInner(text, inner, "  ");
        return text.ToString().TrimEnd('\n');
    }

    private static string Where(ExceptionResult failure, RunResult run)
    {
        var names = failure.Threads.Take(MaxNames).Select(i => run.Threads[i].Name);
        var threads = failure.Threads.Length switch
        {
            0 => "on a thread that is none of the run's",
            1 => $"on thread {SafeText.Line(names.Single())}",
            _ => $"on {failure.Threads.Length} threads: {SafeText.Line(string.Join(", ", names))}{(failure.Threads.Length > MaxNames ? " …" : "")}",
        };
        var times = failure.Count == 1 ? "once" : $"{failure.Count} times";
        var of = failure.FirstThread is { } thread && failure.Threads.Length > 1 ? $" of {SafeText.Line(run.Threads[thread].Name)}" : "";
        var beside = failure.ThreadsRunning > 1 ? $" while {failure.ThreadsRunning} threads were calling" : "";
        var op = failure.FirstOp is { } first ? $", first in op {first}{of}{beside}" : "";
        return $"{times} {threads}, {Phase(failure.Phase)}{op}";
    }

    private static string Phase(FailurePhase phase) => phase switch
    {
        FailurePhase.Load => "while loading",
        FailurePhase.Setup => "while setting up",
        FailurePhase.Warmup => "while warming up",
        FailurePhase.Operation => "in the operation",
        FailurePhase.RunOut => "while running out",
        FailurePhase.Teardown => "while disposing",
        FailurePhase.Check => "in a check",
        _ => "in the background",
    };

    private static void AppendInner(StringBuilder text, ThrownFacts inner, string indent)
    {
        text.Append(indent).Append("caused by ");
        AppendHead(text, inner.Type, inner.Message, indent);
        AppendStack(text, inner.StackTrace, indent);
        foreach (var deeper in inner.Inner)
            AppendInner(text, deeper, indent + "  ");
    }

    /// <summary>Further lines of a message stand deeper than all that is ours, so that none can pass for it.</summary>
    private static void AppendHead(StringBuilder text, string type, string message, string indent) => text.Append(SafeText.Line(type)).Append(": ")
        .AppendJoin($"\n{indent}    ", SafeText.Block(Cut(message)).TrimEnd().Split('\n').Select(l => l.TrimEnd())).Append('\n');

    private static void AppendStack(StringBuilder text, string? stack, string indent)
    {
        if (stack is null)
            return;
        foreach (var frame in SafeText.Block(Cut(stack)).Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0 && !OurFrame().IsMatch(l)))
            text.Append(indent).Append(frame).Append('\n');
    }

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText] + "…";

    [GeneratedRegex(@"^\s+at (Threadmill\.Engine\.|call .*CallEmitter|InvokeStub_|System\.(RuntimeMethodHandle|Reflection\.|Dynamic)|.*CallFrame\b)")]
    private static partial Regex OurFrame();
}
