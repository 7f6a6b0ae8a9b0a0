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

    private const string Verb = "stacks";

    /// <summary>A worker that cannot even be looked at is not waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Has another process look: one that looks into its own child may be brought down by it (tried: SIGSEGV).</summary>
    public static void Record(JournalWriter journal, int pid)
    {
        var start = ToolCommand.Of([Verb, journal.Path, pid.ToString(CultureInfo.InvariantCulture)]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var looker = Process.Start(start)!;
        if (looker.WaitForExit(Patience) && looker.ExitCode == 0)
            return;
        looker.Kill();
        journal.Append(new DiagnosticFacts(DiagnosticSeverity.Warning, "stack", "the stacks of the hanging threads could not be taken"));
    }

    /// <summary>The other process. False: these are not its words.</summary>
    public static bool TryRun(string[] words)
    {
        if (words is not [Verb, var path, var pid])
            return false;
        using var journal = JournalWriter.Open(path);
        Look(journal, int.Parse(pid, CultureInfo.InvariantCulture));
        return true;
    }

    private static void Look(JournalWriter journal, int pid)
    {
        try
        {
            using var target = DataTarget.AttachToProcess(pid, suspend: true);
            using var runtime = target.ClrVersions[0].CreateRuntime();
            var names = NamesByThreadId(journal);
            foreach (var thread in runtime.Threads.Where(t => t.IsAlive && names.ContainsKey(t.OSThreadId)).Take(MaxThreads))
                journal.Append(new DiagnosticFacts(DiagnosticSeverity.Warning, "stack", Text(names[thread.OSThreadId], thread)));
            foreach (var (monitor, holder, waiting) in HeldLocks(runtime, names))
                journal.Append(new DiagnosticFacts(DiagnosticSeverity.Warning, "lock", $"lock {monitor} is held by {holder}{waiting}"));
        }
        catch (Exception e) when (e is ClrDiagnosticsException or InvalidOperationException or IOException or UnauthorizedAccessException or ArgumentException or System.ComponentModel.Win32Exception)
        {
            journal.Append(new DiagnosticFacts(DiagnosticSeverity.Warning, "stack", $"the stacks of the hanging threads could not be taken: {e.Message}"));
        }
    }

    private static Dictionary<uint, string> NamesByThreadId(JournalWriter journal)
    {
        var names = new Dictionary<uint, string>();
        var facts = JournalReader.Read(journal.Path).Run;
        foreach (var thread in facts?.Threads ?? [])
        {
            var slot = journal.Slot(thread.Index);
            if (slot->OsThreadId > 0 && slot->State != ThreadPhase.Ended)
                names[(uint)slot->OsThreadId] = thread.Name;
        }
        return names;
    }

    private static string Text(string name, ClrThread thread)
    {
        var text = new StringBuilder($"'{name}' is at");
        var frames = thread.EnumerateStackTrace().Where(f => f.Method is not null).Select(f => f.Method!.Signature ?? f.ToString()!)
            .TakeWhile(f => !f.StartsWith("Threadmill.Engine.Threads.", StringComparison.Ordinal)).Take(MaxFrames);
        foreach (var frame in frames)
            text.Append("\n   at ").Append(frame);
        return text.ToString();
    }

    private static IEnumerable<(string Monitor, string Holder, string Waiting)> HeldLocks(ClrRuntime runtime, Dictionary<uint, string> names) =>
        from block in runtime.Heap.EnumerateSyncBlocks()
        where block.IsMonitorHeld
        let holder = runtime.Threads.FirstOrDefault(t => t.Address == block.HoldingThreadAddress)
        let name = holder is null ? "a thread that has ended" : names.TryGetValue(holder.OSThreadId, out var n) ? $"'{n}'" : $"thread {holder.OSThreadId}"
        let type = runtime.Heap.GetObjectType(block.Object)?.Name ?? "object"
        select ($"{type}@{block.Object:x}", name, block.WaitingThreadCount > 0 ? $"; {block.WaitingThreadCount} threads wait for it" : "");
}
