using System.Globalization;
using System.Runtime.InteropServices;
using Threadmill.Cli.Reports;
using Threadmill.Engine.Affinity;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;

namespace Threadmill.Cli.Workers;

/// <summary>The process in which the threads live: opens the journal that its supervisor made, runs the plan in it, ends.</summary>
internal static class WorkerProcess
{
    public const string Verb = "worker";

    private const int OrphanedExitCode = 4;

    /// <summary>Kept: a registration that is collected as garbage ends, and the next signal ends the process.</summary>
    private static readonly List<PosixSignalRegistration> Heard = [];

    /// <summary>The supervisor is gone: nobody looks on any more.</summary>
    public static bool IsOrphaned { get; private set; }

    /// <summary>Null: these are not the words of a supervisor.</summary>
    public static int? TryRun(string[] words) => words is [Verb, var lifeline] ? Run(PlainPipe.ToRead(nint.Parse(lifeline, CultureInfo.InvariantCulture))) : null;

    private static int Run(FileStream lifeline)
    {
        // Beside all else: a run has just about as many files open as the table has room for at first.
        new Thread(() => CpuMeter.MakeRoom(1)) { IsBackground = true, Name = "room" }.Start();
        ShortTurns.Leave();
        // The supervisor gets the signals of the terminal too, and tells on the control page what is to be done.
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
            Heard.Add(PosixSignalRegistration.Create(signal, c => c.Cancel = true));
        var output = new PrefixedConsole(RawOutput.Out());
        var error = TextWriter.Synchronized(RawOutput.Error());
        Console.SetOut(output);
        Console.SetError(output);
        Console.SetIn(TextReader.Null);
        PlanRehearsal.Play();
        if (WorkerTask.Read(lifeline) is not { } task)
            return OrphanedExitCode;
        EndWithSupervisor(lifeline);
        using var journal = JournalWriter.Open(task.Journal);
        var run = new PlanRun(journal, JournalReader.ReadPlan(task.Journal), task.Number, task.Group, error, isWorker: true);
        run.Run();
        output.Dispose();
        if (run.HasAbandoned)
            Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static void EndWithSupervisor(FileStream lifeline)
    {
        new Thread(() =>
        {
            while (lifeline.ReadByte() >= 0)
            {
            }
            IsOrphaned = true;
            Environment.Exit(OrphanedExitCode);
        })
        { IsBackground = true, Name = "lifeline" }.Start();
    }
}
