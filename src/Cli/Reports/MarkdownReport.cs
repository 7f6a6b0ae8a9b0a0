using System.Text;
using Threadmill.Engine.Results;

namespace Threadmill.Cli.Reports;

/// <summary>The table of threads and groups for a page or an issue.</summary>
internal static class MarkdownReport
{
    public static void Write(RunResult result, Stream to)
    {
        using var writer = new StreamWriter(to, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        var columns = ThreadColumns.For(result);
        writer.WriteLine($"`threadmill {string.Join(' ', result.Run.CommandLine)}`: {result.Run.Outcome}, exit {result.Run.ExitCode}, {result.Machine.CpuModel}, {result.Machine.Runtime}");
        writer.WriteLine();
        Row(writer, columns.Select(c => c.Title));
        writer.WriteLine($"|{string.Concat(columns.Select(c => c.IsNumber ? "---:|" : "---|"))}");
        foreach (var thread in result.Threads)
            Row(writer, columns.Select(c => c.OfThread(thread)));
        if (result.Threads.Length > 1)
            Row(writer, columns.Select(c => $"**{c.OfGroup(result.Totals)}**".Replace("****", "", StringComparison.Ordinal)));
        foreach (var failure in result.Exceptions)
            writer.WriteLine($"\n```\n{FailureText.Of(failure, result)}\n```");
    }

    private static void Row(StreamWriter writer, IEnumerable<string> cells) =>
        writer.WriteLine($"| {string.Join(" | ", cells.Select(c => SafeText.Line(c).Replace("|", "\\|", StringComparison.Ordinal)))} |");
}
