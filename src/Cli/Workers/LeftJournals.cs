using System.Diagnostics;
using Threadmill.Engine.Journal;

namespace Threadmill.Cli.Workers;

/// <summary>Journals whose supervisor is gone: it was killed before it could make a result of them.</summary>
internal static class LeftJournals
{
    /// <summary>The newest first.</summary>
    public static IReadOnlyList<FileInfo> All() =>
        [.. JournalPlace.Folders().SelectMany(f => new DirectoryInfo(f).EnumerateFiles($"threadmill-{Environment.UserName}-*{JournalPlace.Extension}"))
            .Where(IsLeft).OrderByDescending(f => f.LastWriteTimeUtc)];

    private static bool IsLeft(FileInfo file)
    {
        try
        {
            return !IsAlive(JournalReader.ReadPlan(file.FullName).SupervisorPid);
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

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
