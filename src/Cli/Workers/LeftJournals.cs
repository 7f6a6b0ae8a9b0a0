using System.ComponentModel;
using System.Diagnostics;
using Threadmill.Engine.Journal;

namespace Threadmill.Cli.Workers;

/// <summary>Journals whose supervisor is gone: it was killed before it could make a result of them.</summary>
internal static class LeftJournals
{
    /// <summary>How long a worker whose supervisor is gone may take to see that and to end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>By how much a process may seem younger than the journal that it made: the clock may have been set.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(20);

    /// <summary>The newest first.</summary>
    public static IReadOnlyList<FileInfo> All() =>
        [.. JournalPlace.Folders().SelectMany(f => new DirectoryInfo(f).EnumerateFiles($"threadmill-{Environment.UserName}-*{JournalPlace.Extension}"))
            .Where(IsLeft).OrderByDescending(f => f.LastWriteTimeUtc)];

    private static bool IsLeft(FileInfo file)
    {
        try
        {
            var plan = JournalReader.ReadPlan(file.FullName);
            return !IsAlive(plan.SupervisorPid, plan.StartedAt) && !StaysTaken(file.FullName) && File.Exists(file.FullName);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            // Cut off, or of another version: nothing can be made of it, unless it is being made just now.
            return file.LastWriteTimeUtc < TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>A process of that number that came after the journal is another one; so is this one: in containers all have small numbers.</summary>
    private static bool IsAlive(int pid, DateTimeOffset journalMade)
    {
        if (pid == Environment.ProcessId)
            return false;
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited && process.StartTime.ToUniversalTime() < journalMade.UtcDateTime + ClockTolerance;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // Another user's, if it is there at all.
            return false;
        }
    }

    /// <summary>Whose supervisor is not to be seen may run in another container: then the journal is held all the time.</summary>
    private static bool StaysTaken(string journal)
    {
        var from = Stopwatch.GetTimestamp();
        while (JournalHold.IsTaken(journal))
        {
            if (Stopwatch.GetElapsedTime(from) > Patience)
                return true;
            Thread.Sleep(Nap);
        }
        return false;
    }
}
