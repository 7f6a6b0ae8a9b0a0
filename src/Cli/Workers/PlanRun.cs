using System.Diagnostics;
using Threadmill.Cli.Sources;
using Threadmill.Engine;
using Threadmill.Engine.Binding;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Plugins;
using Threadmill.Engine.Targets;
using Threadmill.Engine.Threads;

namespace Threadmill.Cli.Workers;

/// <summary>Runs the plan that a journal holds, in this process: binds it, tells its problems or runs its threads. Obeys the journal's control page.</summary>
/// <param name="worker">Which of the control page's stages is this process's.</param>
/// <param name="onlyGroup">The group that this process runs; null: all.</param>
/// <param name="isWorker">This process is not the user's: its supervisor looks on.</param>
/// <param name="verbose">Where the steps of the threads' lives are told if the plan wants it.</param>
internal sealed unsafe class PlanRun(JournalWriter journal, PlanFacts facts, int worker = 0, string? onlyGroup = null, TextWriter? verbose = null, bool isWorker = false)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LookPatience = TimeSpan.FromSeconds(1.5);

    /// <summary>Threads were given up and may still run.</summary>
    public bool HasAbandoned { get; private set; }

    /// <summary>Returns when every thread has ended or was given up; the page's stage says which.</summary>
    public void Run()
    {
        try
        {
            MakeRoomForMeters(journal.Shape.Threads);
            var plan = Bind(out var machine);
            if (facts.IsCheckOnly)
                Enter(WorkerStage.Ended);
            else
                RunBound(plan, machine);
        }
        catch (OtherRuntimeException e)
        {
            journal.Append(new RuntimeFacts([.. e.Needs.Select(n => n.ToString())]));
            Enter(WorkerStage.OtherRuntime);
        }
        catch (ProblemException e)
        {
            foreach (var problem in e.Problems)
                journal.Append(new ProblemFacts(problem.Kind, problem.Message));
            Enter(WorkerStage.Refused);
        }
    }

    /// <summary>Beside the binding: it waits for the system, and nobody who opens a meter later does.</summary>
    private static void MakeRoomForMeters(int threads)
    {
        if (threads > 1)
            new Thread(() => CpuMeter.MakeRoom(threads)) { IsBackground = true, Name = "room" }.Start();
    }

    private BoundPlan Bind(out Machine machine)
    {
        ValueReader.StandardInput = facts.StandardInput;
        ValueReader.Folder = facts.Folder;
        TestOutput.Writer = Console.Out;
        var problems = new List<Problem>();
        var draft = PlanWords.Read(facts.Plan);
        var plan = PlanDraft.Compose([], draft, [], problems);
        if (problems.Count > 0)
            throw new ProblemException(problems);
        machine = Machine.Read();
        var check = new PlanCheck(new TargetResolver(UserCatalog.With(plan.Plugins), built: facts.Built), machine);
        return facts.IsCheckOnly ? check.CheckAll(plan) : check.Check(plan);
    }

    private void RunBound(BoundPlan plan, Machine machine)
    {
        var clocks = new LoopClocks();
        // By whichever worker comes first: any of them may be gone before it comes to it.
        if (onlyGroup is null || JournalReader.Read(journal.Path).Run is null)
            journal.Append(RunRecord.Of(plan, RunOrigin.Of(facts), machine, clocks));
        if (onlyGroup is null || plan.Threads.First(t => t.Spec.Target is not null).Group == onlyGroup)
        {
            foreach (var remark in plan.Remarks)
                journal.Append(new DiagnosticFacts(remark.IsWarning ? DiagnosticSeverity.Warning : DiagnosticSeverity.Hint, remark.Code, remark.Message));
        }
        using var runner = new Runner(plan, journal, new RunnerSetting
        {
            Pinning = machine.Pinning,
            AllowedCpus = machine.Allowed.Cpus.Count,
            Clocks = clocks,
            OnlyGroup = onlyGroup,
            CommonRelease = onlyGroup is null ? null : () => Volatile.Read(ref journal.Control->ReleaseAtNs),
            BeforeInterrupt = isWorker ? AwaitLook : null,
            IsWorker = isWorker,
            Tell = plan.Plan.Reporting.Verbose ? (name, step) => verbose?.Write($"{name}: {step}\n") : null,
        });
        BackgroundFaults.Catch(journal, plan.Threads);
        // Told on a thread of the runtime's own, while the one that called Environment.Exit still waits in it.
        if (isWorker)
            AppDomain.CurrentDomain.ProcessExit += AwaitLookAtExit;
        Enter(WorkerStage.Running);
        using (new PagePoll(PollInterval, () => Obey(runner)))
            runner.Run();
        AppDomain.CurrentDomain.ProcessExit -= AwaitLookAtExit;
        HasAbandoned = runner.HasAbandoned;
        Enter(HasAbandoned ? WorkerStage.Stuck : WorkerStage.Ended);
    }

    private void AwaitLookAtExit(object? sender, EventArgs e)
    {
        if ((WorkerStage)Volatile.Read(ref journal.Control->Stages[worker]) is WorkerStage.Running or WorkerStage.Looked)
            AwaitLook();
    }

    /// <summary>Lets the supervisor see where the threads hang; it is not waited for long.</summary>
    private void AwaitLook()
    {
        Enter(WorkerStage.Hanging);
        var from = Stopwatch.GetTimestamp();
        while ((WorkerStage)Volatile.Read(ref journal.Control->Stages[worker]) == WorkerStage.Hanging && !WorkerProcess.IsOrphaned && Stopwatch.GetElapsedTime(from) < LookPatience)
            Thread.Sleep(PollInterval);
    }

    private void Enter(WorkerStage stage) => Volatile.Write(ref journal.Control->Stages[worker], (int)stage);

    private void Obey(Runner runner)
    {
        Volatile.Write(ref journal.Control->AliveNs, Clock.Now());
        if (Volatile.Read(ref journal.Control->StopReason) is not 0 and var reason)
            runner.Stop((StopReason)reason);
        if (Volatile.Read(ref journal.Control->SkipGrace) != 0)
            runner.StopAtOnce();
    }
}
