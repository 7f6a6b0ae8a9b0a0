using Spectre.Console;
using Threadmill.Engine;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Plugins;
using Threadmill.Engine.Results;

namespace Threadmill.Cli.Reports;

/// <summary>Writes a result where the plan wants it: stdout, and files whose format follows their extension, written beside and renamed.</summary>
internal static class OutputFiles
{
    private const string Dash = "-";

    private static readonly Dictionary<string, Action<RunResult, Stream>> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        [".json"] = ResultJson.Write,
        [".csv"] = CsvReport.Write,
        [".md"] = MarkdownReport.Write,
        [".hlog"] = HistogramFiles.WriteLog,
        [".hgrm"] = HistogramFiles.WritePercentiles,
    };

    /// <summary>What is wrong with the names of files, before anything is run.</summary>
    /// <param name="isSweep">Of a sweep only the document can be written.</param>
    public static IEnumerable<Problem> Wrong(Reporting reporting, bool isSweep = false)
    {
        foreach (var output in reporting.Outputs.Where(o => o != Dash))
        {
            if (!Formats.ContainsKey(Path.GetExtension(output)))
                yield return Problem.Invalid($"-o {output}: the extension must be one of {string.Join(" ", Formats.Keys)}");
            else if (isSweep && !IsDocument(output))
                yield return Problem.Invalid($"-o {output}: a sweep, or a run repeated, is written as .json only");
            else if (Path.GetDirectoryName(Path.GetFullPath(output)) is { } folder && !Directory.Exists(folder))
                yield return Problem.Unavailable($"-o {output}: there is no folder {folder}");
            else if (Directory.Exists(output))
                yield return Problem.Unavailable($"-o {output}: it is a folder");
            else if (WriteBeside(output, null) is { } unwritable)
                yield return unwritable;
        }
    }

    /// <returns>What could not be written.</returns>
    public static IReadOnlyList<Problem> Write(RunResult result, Reporting reporting)
    {
        var failed = new List<Problem>();
        foreach (var output in reporting.Outputs.Where(o => o != Dash))
        {
            if (WriteFile(result, output) is { } problem)
                failed.Add(problem);
        }
        if (WriteStdout(() => Show(result, reporting)) is { } unwritten)
            failed.Add(unwritten);
        return failed;
    }

    /// <summary>A sweep as a document, or as its table; tables of other formats hold single runs.</summary>
    /// <returns>What could not be written.</returns>
    public static IReadOnlyList<Problem> Write(SweepResult sweep, Reporting reporting)
    {
        var failed = new List<Problem>();
        foreach (var output in reporting.Outputs.Where(o => o != Dash))
        {
            if (WriteBeside(output, s => ResultJson.Write(sweep, s)) is { } problem)
                failed.Add(problem);
        }
        if (WriteStdout(() => Show(sweep, reporting)) is { } unwritten)
            failed.Add(unwritten);
        return failed;
    }

    private static bool IsDocument(string path) => Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase);

    private static void Show(RunResult result, Reporting reporting)
    {
        if (reporting.Json || reporting.Outputs.Contains(Dash))
            Document(s => ResultJson.Write(result, s));
        else
            new TableReport(Terminal.Out(reporting.Color)).Write(result);
    }

    private static void Show(SweepResult sweep, Reporting reporting)
    {
        if (reporting.Json || reporting.Outputs.Contains(Dash))
            Document(s => ResultJson.Write(sweep, s));
        else
            new SweepReport(Terminal.Out(reporting.Color)).Write(sweep);
    }

    private static void Document(Action<Stream> write)
    {
        using var stdout = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
        write(stdout);
    }

    private static Problem? WriteStdout(Action write)
    {
        try
        {
            Stdout.Guarded(write);
            return null;
        }
        catch (ProblemException e)
        {
            return e.Problems[0];
        }
    }

    private static Problem? WriteFile(RunResult result, string path) => WriteBeside(path, s => Formats[Path.GetExtension(path)](result, s));

    /// <summary>A link stays one, and a file that was there keeps its permissions.</summary>
    /// <param name="write">Null: only see whether it could be written.</param>
    private static Problem? WriteBeside(string path, Action<Stream>? write)
    {
        string? beside = null;
        var isWhole = false;
        try
        {
            var file = new FileInfo(path).LinkTarget is null ? path : RegularFile.Behind(path).FullName;
            beside = $"{file}.{Environment.ProcessId}.tmp";
            using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write))
                write?.Invoke(stream);
            if (write is null)
            {
                File.Delete(beside);
                return null;
            }
            isWhole = true;
            if (!OperatingSystem.IsWindows() && File.Exists(file))
                File.SetUnixFileMode(beside, File.GetUnixFileMode(file));
            File.Move(beside, file, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (isWhole)
                return Problem.Unavailable($"-o {path} could not be replaced; the result is in {beside}: {e.Message}");
            if (File.Exists(beside))
                File.Delete(beside);
            return Problem.Unavailable($"-o {path} {(write is null ? "cannot" : "could not")} be written: {e.Message}");
        }
    }
}
