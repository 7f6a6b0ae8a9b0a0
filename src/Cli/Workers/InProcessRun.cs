using Threadmill.Engine;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Threads;

namespace Threadmill.Cli.Workers;

/// <summary>The same engine in the process that the user started, for debuggers.</summary>
internal static class InProcessRun
{
    private const long MaxOutput = 64_000_000;

    /// <param name="path">The journal's. It stays mapped where threads were given up, since they may write into it yet.</param>
    public static void Run(string path)
    {
        var facts = JournalReader.ReadPlan(path);
        var journal = JournalWriter.Open(path);
        var (output, error) = (Console.Out, Console.Error);
        using var prefixed = new PrefixedConsole(RawOutput.Error(), MaxOutput);
        Console.SetOut(prefixed);
        Console.SetError(prefixed);
        Console.SetIn(TextReader.Null);
        var run = new PlanRun(journal, facts, verbose: TextWriter.Synchronized(RawOutput.Error()));
        try
        {
            run.Run();
            foreach (var need in JournalReader.Read(journal.Path).Runtimes.SelectMany(r => r.Frameworks))
                journal.Append(new ProblemFacts(ProblemKind.Unavailable, $"the plan needs {need}, on which the tool itself does not run; leave --isolate none out, and its worker will"));
        }
        finally
        {
            BackgroundFaults.Release();
            Console.SetOut(output);
            Console.SetError(error);
        }
        if (!run.HasAbandoned)
            journal.Dispose();
    }
}
