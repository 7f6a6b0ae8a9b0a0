using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.ComponentModel;
using System.Globalization;
using Threadmill.Cli.Commands;
using Threadmill.Cli.Reports;
using Threadmill.Cli.Sources;
using Threadmill.Cli.Workers;
using Threadmill.Engine;
using Threadmill.Engine.Results;

namespace Threadmill.Cli;

/// <summary>The process that the user started, from the words to the exit code. Apart from where a worker begins, which knows no command line.</summary>
internal static class Tool
{
    public static int Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        Stdout.Guard();
        Stderr.Guard();
        try
        {
            if (CompletionCommand.TryAnswer(args))
                return ExitCode.Success;
            var (own, furtherSpecs) = SpecSegments.Split(args);
            var parsed = CommandTree.Build(furtherSpecs).Parse(own, CommandTree.Parser);
            if (parsed.Action is ParseErrorAction)
                throw new ProblemException([.. parsed.Errors.Select(e => Problem.Invalid(UsageText.Of(e, parsed))).Distinct()]);
            return parsed.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception e) when (ProblemsOf(e) is { } problems)
        {
            ProblemText.Write(problems, asJson: args.TakeWhile(a => a != "--").Contains("--json"));
            return ExitCode.Of(problems);
        }
        catch (ManagedOnlyException)
        {
            return ManagedTool.Run(args);
        }
        catch (InterruptedException e)
        {
            return Verdict.SignalCode(e.Reason) ?? ExitCode.Bug;
        }
        catch (Exception e)
        {
            Console.Error.Write($"threadmill: this is a bug in threadmill {SupervisedRun.ToolVersion}; please report it:\n{e}\n");
            return ExitCode.Bug;
        }
        finally
        {
            SpareWorker.Dismiss();
            Stderr.Finish();
        }
    }

    /// <summary>What is wrong with what was asked, or what the system has refused or taken away that no code of ours can do without. Null: it is a bug.</summary>
    private static IReadOnlyList<Problem>? ProblemsOf(Exception e) => e switch
    {
        ProblemException { Problems: var problems } => problems,
        OutOfMemoryException or ThreadStartException or Win32Exception or TaskSchedulerException =>
            [Problem.Unavailable($"the system refused a thread, a process or memory ({e.GetBaseException().Message}){(OperatingSystem.IsLinux() ? "; see ulimit -u, -n and -v, and the control group's pids.max" : "")}")],
        // An assembly is named with its version.
        FileNotFoundException or FileLoadException when e.Message.Contains("Version=", StringComparison.Ordinal) =>
            [Problem.Unavailable($"a part of threadmill cannot be loaded; was it replaced or removed while it ran? ({e.Message})")],
        IOException when WorkingFolder.TryGet() is null => [Problem.Unavailable("the working folder has been deleted; go to another")],
        _ => null,
    };
}
