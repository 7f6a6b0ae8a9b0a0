using Threadmill.Cli.Reports;
using Threadmill.Engine;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Results;
using Threadmill.Engine.Threads;

namespace Threadmill.Cli.Workers;

/// <summary>The same engine in the process that the user started, for debuggers.</summary>
internal static unsafe class InProcessRun
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    /// <summary>What loading may take beyond timeout and grace: nobody can end a process that is our own, but it need not be waited for.</summary>
    private static readonly TimeSpan LoadPatience = TimeSpan.FromSeconds(3);

    /// <param name="path">The journal's. It stays mapped where threads were given up, since they may write into it yet.</param>
    /// <param name="plan">What it holds.</param>
    public static void Run(string path, RunPlan plan)
    {
        SpareWorker.Dismiss();
        var facts = JournalReader.ReadPlan(path);
        var journal = JournalWriter.Open(path);
        var (output, error) = (Console.Out, Console.Error);
        using var prefixed = new PrefixedConsole(RawOutput.Error());
        Console.SetOut(prefixed);
        Console.SetError(prefixed);
        Console.SetIn(TextReader.Null);
        var run = new PlanRun(journal, facts, verbose: TextWriter.Synchronized(RawOutput.Error()));
        AppDomain.CurrentDomain.ProcessExit += TellOfExit;
        try
        {
            var running = Task.Factory.StartNew(run.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            if (!IsOver(running, journal, plan))
            {
                journal.Append(new RungFacts(Environment.ProcessId, "abandon", (StopReason)journal.Control->StopReason, Clock.Now(), []));
                return;
            }
            foreach (var need in JournalReader.Read(journal.Path).Runtimes.SelectMany(r => r.Frameworks))
                journal.Append(new ProblemFacts(ProblemKind.Unavailable, $"the plan needs {need}, on which the tool itself does not run; leave --isolate none out, and its worker will"));
        }
        finally
        {
            AppDomain.CurrentDomain.ProcessExit -= TellOfExit;
            BackgroundFaults.Release();
            Console.SetOut(output);
            Console.SetError(error);
        }
        if (!run.HasAbandoned)
            journal.Dispose();
    }

    /// <summary>A workload's Environment.Exit ends the tool itself here: at least nobody takes that for success.</summary>
    private static void TellOfExit(object? sender, EventArgs e)
    {
        RawOutput.Error().Write("threadmill: the workload ended the process, which is the tool's own with --isolate none; 'threadmill recover' makes a result of what was measured\n");
        Environment.ExitCode = Verdict.DidNotEndWell;
    }

    /// <summary>Waits for the end. False: it hangs in a plugin's code before it has come to start a thread, where no ladder watches.</summary>
    private static bool IsOver(Task running, JournalWriter journal, RunPlan plan)
    {
        var startedNs = Clock.Now();
        long? askedNs = null;
        while (!running.IsCompleted && Volatile.Read(ref journal.Control->Stages[0]) == (int)WorkerStage.Loading)
        {
            var now = Clock.Now();
            if (Volatile.Read(ref journal.Control->StopReason) != 0)
                askedNs ??= now;
            var graceNs = Volatile.Read(ref journal.Control->SkipGrace) != 0 ? 0 : plan.Grace.TotalNanoseconds;
            if ((askedNs is { } asked && now - asked > graceNs) || now - startedNs > (plan.Timeout + plan.Grace + LoadPatience)?.TotalNanoseconds)
                return false;
            Task.WaitAny([running], Tick);
        }
        running.GetAwaiter().GetResult();
        return true;
    }
}
