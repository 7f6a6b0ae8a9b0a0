using Threadmill.Engine.Journal;

namespace Threadmill.Cli.Workers;

/// <summary>The same engine in the process that the user started, for debuggers.</summary>
internal static class InProcessRun
{
    private const long MaxOutput = 64_000_000;

    public static void Run(JournalWriter journal)
    {
        var facts = JournalReader.ReadPlan(journal.Path);
        var (output, error) = (Console.Out, Console.Error);
        using var prefixed = new PrefixedConsole(RawOutput.Error(), MaxOutput);
        Console.SetOut(prefixed);
        Console.SetError(prefixed);
        Console.SetIn(TextReader.Null);
        try
        {
            new PlanRun(journal, facts, verbose: TextWriter.Synchronized(RawOutput.Error())).Run();
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
