using System.Runtime.InteropServices;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Results;

namespace Threadmill.Cli.Workers;

/// <summary>
/// Ctrl-C, SIGTERM and SIGHUP: the first asks the run to stop, the second skips the grace. Neither ends this process: the
/// report is always written, unless a signal comes while nothing runs and whoever should read the report does not.
/// </summary>
internal sealed unsafe class Signals : IDisposable
{
    /// <summary>What writing a report, or a build that was told to stop, may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly PosixSignalRegistration[] registrations;
    private readonly Lock gate = new();
    private JournalWriter? target;
    private StopReason first;
    private bool hasSecond;
    private Timer? end;

    public Signals() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, c => Take(c, StopReason.Interrupt)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => Take(c, StopReason.Terminate)),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, c => Take(c, StopReason.HangUp)),
    ];

    /// <summary>The first signal that came; None until one does.</summary>
    public StopReason First
    {
        get
        {
            lock (gate)
                return first;
        }
    }

    /// <summary>Sends what comes, or has come, to that run until the returned object is disposed.</summary>
    public IDisposable To(JournalWriter journal)
    {
        lock (gate)
        {
            target = journal;
            end?.Dispose();
            end = null;
            Send();
        }
        return new Target(this);
    }

    public void Dispose()
    {
        Array.ForEach(registrations, r => r.Dispose());
        end?.Dispose();
    }

    private void Take(PosixSignalContext context, StopReason reason)
    {
        context.Cancel = true;
        lock (gate)
        {
            hasSecond = first != StopReason.None;
            if (!hasSecond)
                first = reason;
            if (target is null)
                end ??= new Timer(_ => Environment.Exit(Verdict.SignalCode(reason)!.Value), null, Patience, Timeout.InfiniteTimeSpan);
            Send();
        }
    }

    private void Send()
    {
        if (target is null || first == StopReason.None)
            return;
        Volatile.Write(ref target.Control->StopReason, (int)first);
        if (hasSecond)
            Volatile.Write(ref target.Control->SkipGrace, 1);
    }

    private sealed class Target(Signals signals) : IDisposable
    {
        public void Dispose()
        {
            lock (signals.gate)
                signals.target = null;
        }
    }
}
