using System.Collections.Immutable;
using Threadmill.Engine.Journal;

namespace Threadmill.Engine.Results;

/// <summary>How a run ended in one word and one number. Where several hold: a signal, 4, 1, 5.</summary>
public sealed record Verdict(Outcome Outcome, int ExitCode)
{
    public const int ExceptionEscaped = 1;
    public const int DidNotEndWell = 4;
    public const int NotGoodEnough = 5;

    internal static Verdict Of(
        ImmutableArray<ThreadResult> threads, ImmutableArray<WorkerResult> workers, ImmutableArray<ExceptionResult> exceptions, ImmutableArray<RungFacts> rungs)
    {
        var worst = GroupReading.Worst(threads);
        if (rungs.FirstOrDefault(r => SignalCode(r.Reason) is not null) is { } signal)
            return new(Outcome.Canceled, SignalCode(signal.Reason)!.Value);
        if (workers.Any(w => HasDied(w)) || threads.Any(t => IsBadEnd(t)))
            return new(workers.Any(w => HasDied(w)) && worst is Outcome.Completed or Outcome.Faulted ? Outcome.Crashed : worst == Outcome.Completed ? Outcome.NotStarted : worst, DidNotEndWell);
        if (exceptions.Any(e => e.Phase != FailurePhase.Check))
            return new(worst == Outcome.Completed ? Outcome.Faulted : worst, ExceptionEscaped);
        return exceptions.Length > 0 ? new(worst, NotGoodEnough) : new(worst, 0);
    }

    /// <summary>The convention of shells: 128 + the signal's number.</summary>
    public static int? SignalCode(StopReason reason) => reason switch
    {
        StopReason.Interrupt => 130,
        StopReason.Terminate => 143,
        StopReason.HangUp => 129,
        _ => null,
    };

    private static bool IsBadEnd(ThreadResult thread) => thread.Outcome switch
    {
        Outcome.TimedOut or Outcome.Abandoned or Outcome.Crashed => true,
        Outcome.NotStarted => thread.Target is not null,
        _ => false,
    };

    private static bool HasDied(WorkerResult worker) => worker.Signal is not null || worker.LimitHit is not null || worker.CrashText is not null || worker.ExitCode is not (null or 0);
}
