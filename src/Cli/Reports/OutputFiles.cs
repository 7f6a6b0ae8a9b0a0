using Spectre.Console;
using Threadmill.Engine;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Results;

namespace Threadmill.Cli.Reports;

/// <summary>Writes a result where the plan wants it: stdout, and files whose format follows their extension, written beside and renamed.</summary>
internal static class OutputFiles
{
    private const string Stdout = "-";

    private static readonly Dictionary<string, Action<RunResult, Stream>> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        [".json"] = ResultJson.Write,
        [".csv"] = CsvReport.Write,
        [".md"] = MarkdownReport.Write,
        [".hlog"] = HistogramFiles.WriteLog,
        [".hgrm"] = HistogramFiles.WritePercentiles,
    };

    /// <summary>What is wrong with the names of files, before anything is run.</summary>
    public static IEnumerable<Problem> Wrong(Reporting reporting)
    {
        foreach (var output in reporting.Outputs.Where(o => o != Stdout))
        {
            if (!Formats.ContainsKey(Path.GetExtension(output)))
                yield return Problem.Invalid($"-o {output}: the extension must be one of {string.Join(" ", Formats.Keys)}");
            else if (Path.GetDirectoryName(Path.GetFullPath(output)) is { } folder && !Directory.Exists(folder))
                yield return Problem.Unavailable($"-o {output}: there is no folder {folder}");
            else if (Directory.Exists(output))
                yield return Problem.Unavailable($"-o {output}: it is a folder");
        }
    }

    /// <returns>What could not be written.</returns>
    public static IReadOnlyList<Problem> Write(RunResult result, Reporting reporting)
    {
        var failed = new List<Problem>();
        foreach (var output in reporting.Outputs.Where(o => o != Stdout))
        {
            if (WriteFile(result, output) is { } problem)
                failed.Add(problem);
        }
        try
        {
            if (reporting.Json || reporting.Outputs.Contains(Stdout))
                WriteStdout(result);
            else
                new TableReport(Terminal.Out(reporting.Color)).Write(result);
            Console.Out.Flush();
        }
        catch (IOException)
        {
            // The reader of our stdout has gone, as with «| head»: there is nobody to tell.
        }
        return failed;
    }

    /// <summary>A sweep as a document, or as its table; tables of other formats hold single runs.</summary>
    /// <returns>What could not be written.</returns>
    public static IReadOnlyList<Problem> Write(SweepResult sweep, Reporting reporting)
    {
        var failed = new List<Problem>();
        foreach (var output in reporting.Outputs.Where(o => o != Stdout))
        {
            if (!Path.GetExtension(output).Equals(".json", StringComparison.OrdinalIgnoreCase))
                failed.Add(Problem.Unavailable($"-o {output}: a sweep is written as .json only"));
            else if (WriteBeside(output, s => ResultJson.Write(sweep, s)) is { } problem)
                failed.Add(problem);
        }
        try
        {
            if (reporting.Json || reporting.Outputs.Contains(Stdout))
            {
                using var stdout = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
                ResultJson.Write(sweep, stdout);
            }
            else
            {
                new SweepReport(Terminal.Out(reporting.Color)).Write(sweep);
            }
            Console.Out.Flush();
        }
        catch (IOException)
        {
            // The reader of our stdout has gone: there is nobody to tell.
        }
        return failed;
    }

    private static void WriteStdout(RunResult result)
    {
        using var stdout = Console.OpenStandardOutput();
        using var buffered = new BufferedStream(stdout, 1 << 16);
        ResultJson.Write(result, buffered);
    }

    private static Problem? WriteFile(RunResult result, string path) => WriteBeside(path, s => Formats[Path.GetExtension(path)](result, s));

    private static Problem? WriteBeside(string path, Action<Stream> write)
    {
        var beside = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write))
                write(stream);
            File.Move(beside, path, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(beside);
            return Problem.Unavailable($"-o {path} could not be written: {e.Message}");
        }
    }
}
