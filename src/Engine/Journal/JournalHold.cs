namespace Threadmill.Engine.Journal;

/// <summary>
/// Tells a journal that a process still needs from one that was left, also across containers, which do not see each other's
/// processes: on Unix every open file of the framework's bears a lock, which ends with its process.
/// </summary>
public static class JournalHold
{
    /// <summary>Holds it until the returned object is disposed. It can be read, written and deleted all the same.</summary>
    public static IDisposable Take(string path) => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    /// <summary>Whether any process holds it, or has it open.</summary>
    /// <exception cref="UnauthorizedAccessException">It is another user's.</exception>
    public static bool IsTaken(string path)
    {
        try
        {
            using var alone = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
