using System.CommandLine;
using Threadmill.Cli.Reports;
using Threadmill.Cli.Workers;
using Threadmill.Engine;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Plugins;
using Threadmill.Engine.Results;
using Threadmill.Engine.Threads;

namespace Threadmill.Cli.Commands;

/// <summary><c>recover</c>: makes the result of a run whose supervisor was killed from the journal that was left.</summary>
internal static class RecoverCommand
{
    public static Command Build()
    {
        var journal = new Argument<string?>("journal") { HelpName = "JOURNAL", Arity = ArgumentArity.ZeroOrOne, Description = "A journal's path; without it, the one that was left" };
        var json = new Option<bool>("--json") { Description = "Write the result document instead of the table", Arity = ArgumentArity.Zero };
        var output = new Option<string[]>("--output", "-o") { HelpName = "FILE", Description = "Write the result to a file: .json .csv .md .hlog .hgrm" };
        var prune = new Option<bool>("--prune") { Description = "Delete all journals that were left", Arity = ArgumentArity.Zero };
        var command = new Command("recover", "Make the result of a run whose supervisor was killed, from its journal") { journal, json, output, prune };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(prune))
                return Prune();
            var path = parsed.GetValue(journal) ?? OnlyOne();
            var reporting = new Reporting { Json = parsed.GetValue(json), Outputs = [.. parsed.GetValue(output) ?? []] };
            if (OutputFiles.Wrong(reporting).ToArray() is { Length: > 0 } wrong)
                throw new ProblemException(wrong);
            var result = Read(path);
            var unwritten = OutputFiles.Write(result, reporting);
            if (unwritten.Count > 0)
                throw new ProblemException(unwritten);
            if (parsed.GetValue(journal) is null)
                File.Delete(path);
            return result.Run.ExitCode;
        });
        return command;
    }

    private static int Prune()
    {
        var left = LeftJournals.All();
        foreach (var file in left)
            file.Delete();
        Console.Error.Write(left.Count == 1 ? "1 journal was deleted\n" : $"{left.Count} journals were deleted\n");
        return ExitCode.Success;
    }

    private static string OnlyOne() => LeftJournals.All() switch
    {
        [] => throw new ProblemException(Problem.Unavailable("no journal was left: there is nothing to recover")),
        [var only] => only.FullName,
        var several => throw new ProblemException(Problem.Invalid($"{several.Count} journals were left; say which, or delete them with --prune:{string.Concat(several.Select(f => $"\n  {f.FullName}  ({f.LastWriteTime:yyyy-MM-dd HH:mm:ss})"))}")),
    };

    private static RunResult Read(string path)
    {
        try
        {
            // A pipe would be waited for without an end.
            if (RegularFile.Behind(path) is { Exists: true, Length: 0 })
                throw new IOException("it is empty, or no regular file");
            return ResultBuilder.Build(UnstartedRun.Complete(JournalReader.Read(path)), path);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(Problem.Unavailable($"{path}: {e.Message}"));
        }
    }
}
