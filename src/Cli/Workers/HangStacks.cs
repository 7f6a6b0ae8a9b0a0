using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Diagnostics.Runtime;
using Threadmill.Engine.Journal;

namespace Threadmill.Cli.Workers;

/// <summary>Looks into a worker that hangs, from outside, and writes down where each of its living threads is.</summary>
internal static unsafe class HangStacks
{
    private const int MaxThreads = 64;
    private const int MaxFrames = 40;
    private const int MainThread = 1;

    private const string Verb = "stacks";

    /// <summary>Has another process look: one that looks into its own child may be brought down by it (tried: SIGSEGV).</summary>
    /// <param name="pids">The workers, looked at in turn.</param>
    /// <param name="patience">Workers that cannot be looked at in this time are not waited for.</param>
    public static bool TryRecord(JournalWriter journal, IEnumerable<int> pids, TimeSpan patience)
    {
        var start = ToolCommand.Of([Verb, journal.Path, .. pids.Select(p => p.ToString(CultureInfo.InvariantCulture))]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var looker = Process.Start(start)!;
        if (looker.WaitForExit(patience) && looker.ExitCode == 0)
            return true;
        looker.Kill();
        looker.WaitForExit();
        RuntimeRemains.Delete(looker.Id);
        journal.Append(new DiagnosticFacts(DiagnosticSeverity.Warning, "stack", "the stacks of the hanging threads could not be taken in time"));
        return false;
    }

    /// <summary>The other process. False: these are not its words.</summary>
    public static bool TryRun(string[] words)
    {
        if (words is not [Verb, var path, _, ..])
            return false;
        using var journal = JournalWriter.Open(path);
        foreach (var pid in words[2..])
            Look(journal, int.Parse(pid, CultureInfo.InvariantCulture));
        return true;
    }

    private static void Look(JournalWriter journal, int pid)
    {
        try
        {
            // Windows does not let go of what a debugger has stopped that is itself ended: there a snapshot is looked at.
            using var target = OperatingSystem.IsWindows() ? DataTarget.CreateSnapshotAndAttach(pid) : DataTarget.AttachToProcess(pid, suspend: true);
            using var runtime = target.ClrVersions[0].CreateRuntime();
            var run = JournalReader.Read(journal.Path).Run;
            var names = NamesByThreadId(journal, run?.Threads ?? []);
            // A run that has been written down is past its loading: where no thread is left, all have ended by now.
            if (run is null && runtime.Threads.FirstOrDefault(t => t.ManagedThreadId == MainThread) is { } main)
                names[main.OSThreadId] = "the main thread, loading";
            if (runtime.Threads.FirstOrDefault(t => t.IsAlive && names.ContainsKey(t.OSThreadId) && IsEndingProcess(t)) is { } culprit)
            {
                MarkCulprit(journal, culprit);
                journal.Append(new DiagnosticFacts(DiagnosticSeverity.Error, "exit", Text(names[culprit.OSThreadId], culprit)));
                return;
            }
            foreach (var thread in runtime.Threads.Where(t => t.IsAlive && names.ContainsKey(t.OSThreadId)).Take(MaxThreads))
                journal.Append(new DiagnosticFacts(DiagnosticSeverity.Warning, "stack", Text(names[thread.OSThreadId], thread)));
            string NameOf(ClrThread thread) => names.TryGetValue(thread.OSThreadId, out var name) ? name : $"thread {thread.ManagedThreadId}, not of this run,";
            var waits = new LockWaits(runtime, NameOf);
            foreach (var told in LockGraph.Tell([.. runtime.Threads.Where(t => t.IsAlive).Select(waits.Of).OfType<LockWait>()]).Take(MaxThreads))
                journal.Append(told);
        }
        catch (Exception e) when (e is ClrDiagnosticsException or InvalidOperationException or IOException or UnauthorizedAccessException or ArgumentException or System.ComponentModel.Win32Exception)
        {
            journal.Append(new DiagnosticFacts(DiagnosticSeverity.Warning, "stack", $"the stacks of the hanging threads could not be taken: {e.Message}"));
        }
    }

    private static bool IsEndingProcess(ClrThread thread) =>
        thread.EnumerateStackTrace().Any(f => f.Method is { Name: nameof(Environment.Exit), Type.Name: "System.Environment" });

    private static void MarkCulprit(JournalWriter journal, ClrThread thread)
    {
        for (var i = 0; i < journal.Shape.Threads; i++)
        {
            if (journal.Slot(i)->OsThreadId == thread.OSThreadId && journal.Slot(i)->IsSealed == 0)
                journal.Slot(i)->EndedProcess = 1;
        }
    }

    private static Dictionary<uint, string> NamesByThreadId(JournalWriter journal, IEnumerable<ThreadFacts> threads)
    {
        var names = new Dictionary<uint, string>();
        foreach (var thread in threads)
        {
            var slot = journal.Slot(thread.Index);
            if (slot->OsThreadId > 0 && slot->State != ThreadPhase.Ended)
                names[(uint)slot->OsThreadId] = $"'{thread.Name}'";
        }
        return names;
    }

    private static string Text(string name, ClrThread thread)
    {
        var frames = thread.EnumerateStackTrace().Where(f => f.Method is not null).Select(f => f.Method!.Signature ?? f.ToString()!)
            .TakeWhile(f => !f.StartsWith("Threadmill.Engine.", StringComparison.Ordinal)).Take(MaxFrames).ToArray();
        return frames.Length > 0 ? $"{name} is at{string.Concat(frames.Select(f => "\n   at " + f))}" : $"{name} is between two calls: no method of its target is on its stack";
    }
}
