using System.ComponentModel;

namespace Threadmill.Cli.Workers;

/// <summary>
/// A worker that is started before the command line is read, since its runtime takes as long to load as that. Most runs want
/// just such a one; a run that wants another dismisses it before its threads start.
/// </summary>
internal static class SpareWorker
{
    private static Task<WaitingWorker>? starting;

    /// <summary>Starts one if the words look as if it were needed.</summary>
    public static void Prepare(string[] words)
    {
        if (words is ["run", _, ..] && !words.Any(w => w is "-h" or "--help" or "-?" or "--gc" || w.StartsWith("--isolate", StringComparison.Ordinal)))
            starting = Task.Factory.StartNew(() => WaitingWorker.Start(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Null: there is none, or it was taken before, or could not be started.</summary>
    public static WaitingWorker? Take()
    {
        try
        {
            return Interlocked.Exchange(ref starting, null)?.GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return null;
        }
    }

    public static void Dismiss() => Take()?.Dismiss();
}
