using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Threadmill.Cli.Workers;

/// <summary>
/// The process's own output and error streams without the console's locks. On Unix the console's streams lock whatever
/// <see cref="Console.Out"/> is at the moment; a writer that is itself set as that would wait for its own caller.
/// </summary>
internal static class RawOutput
{
    public static TextWriter Out() => Of(1, Console.OpenStandardOutput);

    public static TextWriter Error() => Of(2, Console.OpenStandardError);

    private static StreamWriter Of(int descriptor, Func<Stream> ofConsole)
    {
        var stream = OperatingSystem.IsWindows()
            ? ofConsole()
            : new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true };
    }
}
