using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using Threadmill.Engine.Journal;

namespace Threadmill.Cli.Workers;

/// <summary>What a worker is started with.</summary>
/// <param name="Journal">The journal's path; the plan is in it.</param>
/// <param name="Number">Its place in the control page.</param>
/// <param name="Lifeline">A pipe that ends when the supervisor does.</param>
/// <param name="Group">The group that it runs; null: all.</param>
internal sealed record WorkerArguments(string Journal, int Number, string Lifeline, string? Group)
{
    public const string Verb = "worker";

    public string[] Words => [Verb, Journal, Number.ToString(CultureInfo.InvariantCulture), Lifeline, .. Group is null ? Array.Empty<string>() : [Group]];

    /// <summary>Null: these are not the words of a supervisor.</summary>
    public static WorkerArguments? TryRead(string[] words) => words is [Verb, var journal, var number, var lifeline, .. var rest]
        ? new(journal, int.Parse(number, CultureInfo.InvariantCulture), lifeline, rest is [var group] ? group : null)
        : null;
}

/// <summary>The process in which the threads live: opens the journal that its supervisor made, runs the plan in it, ends.</summary>
internal static class WorkerProcess
{
    private const long MaxOutput = 64_000_000;
    private const int OrphanedExitCode = 4;

    public static int Run(WorkerArguments arguments)
    {
        // The supervisor gets the signals of the terminal too, and tells on the control page what is to be done.
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
            PosixSignalRegistration.Create(signal, c => c.Cancel = true);
        EndWithSupervisor(arguments.Lifeline);
        var output = new PrefixedConsole(RawOutput.Out(), MaxOutput);
        var error = TextWriter.Synchronized(RawOutput.Error());
        Console.SetOut(output);
        Console.SetError(output);
        Console.SetIn(TextReader.Null);
        using var journal = JournalWriter.Open(arguments.Journal);
        var run = new PlanRun(journal, JournalReader.ReadPlan(arguments.Journal), arguments.Number, arguments.Group, error, isWorker: true);
        run.Run();
        output.Dispose();
        if (run.HasAbandoned)
            Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static void EndWithSupervisor(string lifeline)
    {
        var pipe = new AnonymousPipeClientStream(PipeDirection.In, lifeline);
        new Thread(() =>
        {
            while (pipe.ReadByte() >= 0)
            {
            }
            Environment.Exit(OrphanedExitCode);
        })
        { IsBackground = true, Name = "lifeline" }.Start();
    }
}
