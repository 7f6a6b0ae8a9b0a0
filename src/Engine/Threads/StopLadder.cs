using System.Collections.Immutable;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Planning;

namespace Threadmill.Engine.Threads;

/// <summary>
/// Watches the threads of a run to their end and asks those to stop that should: token, half the grace, interrupt, the other
/// half, given up. One coordinator watches; requests and ends come from any thread.
/// </summary>
/// <param name="beforeInterrupt">Called once, before the first interrupt of a run that is stopped as a whole: a deadlock can be seen only until then. Null: nobody looks.</param>
internal sealed class StopLadder(
    IReadOnlyList<SpecWatch> specs, TimeSpan? timeout, TimeSpan grace, JournalWriter journal, Action? beforeInterrupt) : IDisposable
{
    private readonly AutoResetEvent changed = new(false);
    private volatile bool skipGrace;
    private bool hasToldMissing;
    private bool hasLooked;

    /// <summary>Asks all threads to stop. Any thread.</summary>
    public void Request(StopReason reason) => Request(specs, reason);

    /// <summary>Asks the threads of one group to stop. Any thread.</summary>
    public void Request(string group, StopReason reason) => Request(specs.Where(s => s.Group == group), reason);

    /// <summary>Asks the threads of some specs of a group to stop. Any thread.</summary>
    public void Request(string group, Func<ThreadSpec, bool> which, StopReason reason) =>
        Request(specs.Where(s => s.Group == group && which(s.Spec)), reason);

    /// <summary>Goes up the rungs at once: the user asked twice.</summary>
    public void SkipGrace()
    {
        skipGrace = true;
        changed.Set();
    }

    /// <summary>A thread has ended, or will never start. Any thread.</summary>
    public void Ended(LiveThread thread)
    {
        if (!thread.TryEnd())
            return;
        var spec = specs.First(s => ReferenceEquals(s.Spec, thread.Planned.Spec.Spec));
        spec.Ended();
        if (!spec.IsLiving)
            changed.Set();
    }

    /// <summary>Returns when every thread has ended or was given up.</summary>
    /// <param name="line">Tells whose arrival is missing.</param>
    public void Watch(StartLine line)
    {
        var timeoutAt = timeout is { } limit ? Clock.Now() + Nanoseconds(limit) : long.MaxValue;
        while (specs.Any(s => s.IsLiving))
        {
            var now = Clock.Now();
            if (now >= timeoutAt)
                Request(StopReason.Timeout);
            if (!specs.Any(s => s.IsLiving && !s.IsDaemon))
                Request(specs.Where(s => s.IsDaemon), StopReason.LastThreadEnded);
            foreach (var spec in specs)
                spec.AskIfDue(now, grace);
            if (specs.Any(s => s.IsAsked && s.IsLiving))
                TellMissing(line);
            var next = specs.Least(s => Climb(s, now));
            Wait(Math.Min(next, now < timeoutAt ? timeoutAt : long.MaxValue) - now);
        }
    }

    public void Dispose() => changed.Dispose();

    private static long Nanoseconds(TimeSpan span) => (long)span.TotalNanoseconds;

    private void Request(IEnumerable<SpecWatch> asked, StopReason reason)
    {
        foreach (var spec in asked)
        {
            if (spec.Ask(reason) && reason != StopReason.Finished)
                Tell("token", spec);
        }
        changed.Set();
    }

    /// <summary>Takes the rungs that are due. Returns when the next one is.</summary>
    private long Climb(SpecWatch spec, long now)
    {
        if (!spec.IsAsked || !spec.IsLiving)
            return spec.NextDue(grace);
        var half = skipGrace ? 0 : Nanoseconds(grace) / 2;
        if (spec.Rung == 1 && now >= spec.AskedAtNs + half)
        {
            Look();
            Tell("interrupt", spec);
            spec.Interrupt();
        }
        if (spec.Rung == 2 && now >= GiveUpAt(spec, half))
        {
            Tell("abandon", spec);
            spec.Abandon();
        }
        return spec.Rung switch
        {
            1 => spec.AskedAtNs + half,
            2 => GiveUpAt(spec, half),
            _ => long.MaxValue,
        };
    }

    /// <summary>Half the grace after the interrupt, which came late if somebody had a look before it.</summary>
    private static long GiveUpAt(SpecWatch spec, long half) => Math.Max(spec.AskedAtNs + (2 * half), spec.InterruptedAtNs + half);

    /// <summary>Not while other specs are measured: whoever looks makes all threads stand still.</summary>
    private void Look()
    {
        if (hasLooked || skipGrace || grace == TimeSpan.Zero || specs.Any(s => s.IsLiving && !s.IsAsked))
            return;
        hasLooked = true;
        beforeInterrupt?.Invoke();
    }

    private void Wait(long ns)
    {
        if (ns > 0)
            changed.WaitOne(ns == long.MaxValue || ns > 1_000_000_000_000 ? TimeSpan.FromMinutes(10) : TimeSpan.FromMicroseconds((ns / 1000) + 1));
    }

    private void Tell(string rung, SpecWatch spec) =>
        journal.Append(new RungFacts(Environment.ProcessId, rung, spec.Stop.Reason, Clock.Now(), [.. spec.Living.Select(t => t.Planned.Index)]));

    private unsafe void TellMissing(StartLine line)
    {
        if (line.IsReleased || hasToldMissing)
            return;
        hasToldMissing = true;
        var missing = specs.SelectMany(s => s.Living).Where(t => t.Slot->State < ThreadPhase.Arrived).Select(t => $"'{t.Planned.Name}'").ToImmutableArray();
        if (missing.Length > 0)
            journal.Append(new DiagnosticFacts(DiagnosticSeverity.Error, "start-line",
                $"the run never started: {string.Join(", ", missing.Take(5))}{(missing.Length > 5 ? $" and {missing.Length - 5} more" : "")} did not arrive at the start line"));
    }
}
