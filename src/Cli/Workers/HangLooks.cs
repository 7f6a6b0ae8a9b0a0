using System.Diagnostics;
using Threadmill.Engine.Journal;

namespace Threadmill.Cli.Workers;

/// <summary>Looks at workers that hang, at all of them at once, and for a bounded time in all: a run ends in time, however many they are.</summary>
internal sealed class HangLooks(JournalWriter journal)
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1.4);

    private TimeSpan left = TimeSpan.FromSeconds(2);

    /// <summary>Writes down where their threads are, and lets them go on.</summary>
    public void LookAt(IReadOnlyCollection<WorkerHandle> hanging)
    {
        if (hanging.Count == 0)
            return;
        var wereSeen = TryRecord(hanging);
        foreach (var worker in hanging)
            worker.GoOn(wereSeen);
    }

    /// <summary>Ends them, once it is written down where their threads are.</summary>
    public void End(IReadOnlyCollection<WorkerHandle> stuck)
    {
        if (stuck.Count == 0)
            return;
        foreach (var worker in stuck)
            worker.Hold();
        WorkerHandle[] unseen = [.. stuck.Where(w => !w.WasSeen)];
        if (unseen.Length > 0)
            TryRecord(unseen);
        foreach (var worker in stuck)
            worker.Kill();
    }

    private bool TryRecord(IReadOnlyCollection<WorkerHandle> workers)
    {
        var from = Stopwatch.StartNew();
        var wereSeen = left > TimeSpan.Zero && HangStacks.TryRecord(journal, workers.Select(w => w.Pid), left < LongestLook ? left : LongestLook);
        left -= from.Elapsed;
        return wereSeen;
    }
}
