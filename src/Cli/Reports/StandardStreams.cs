using Microsoft.Win32.SafeHandles;

namespace Threadmill.Cli.Reports;

/// <summary>The three streams that a process is born with, on Unix.</summary>
internal static class StandardStreams
{
    private const int Last = 2;

    private static readonly List<SafeFileHandle> Filled = [];

    /// <summary>One that was closed before we came leads nowhere from now on: else the next file that is opened gets its number, and what is written to it.</summary>
    public static void Fill()
    {
        if (OperatingSystem.IsWindows())
            return;
        while (true)
        {
            var lowest = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            if (lowest.DangerousGetHandle() > Last)
            {
                lowest.Dispose();
                return;
            }
            Filled.Add(lowest);
        }
    }
}
