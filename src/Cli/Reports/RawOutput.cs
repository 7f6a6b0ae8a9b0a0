using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Threadmill.Cli.Reports;

/// <summary>
/// The process's own output and error streams without the console's locks. On Unix the console's streams lock whatever
/// <see cref="Console.Out"/> is at the moment; a writer that is itself set as that would wait for its own caller.
/// </summary>
internal static class RawOutput
{
    private static readonly UTF8Encoding Utf8 = new(false);

    public static TextWriter Out() => Of(1, Console.OpenStandardOutput);

    public static TextWriter Error() => Of(2, Console.OpenStandardError);

    private static TextWriter Of(int descriptor, Func<Stream> ofConsole)
    {
        if (OperatingSystem.IsWindows())
            return Writer(ofConsole());
        var stream = Open(descriptor);
        return stream.CanSeek ? new SharedFile(descriptor) : Writer(stream);
    }

    private static FileStream Open(int descriptor) => new(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);

    private static StreamWriter Writer(Stream stream) => new(stream, Utf8) { AutoFlush = true };

    /// <summary>
    /// A regular file, to which stdout, a shell or another process may write too: a FileStream writes where it thinks that the
    /// file's position is and leaves it there, so it is made anew for each text, and sets the position when its handle is taken.
    /// </summary>
    private sealed class SharedFile(int descriptor) : TextWriter
    {
        public override Encoding Encoding => Utf8;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Write(string? value)
        {
            using var file = Open(descriptor);
            file.Write(Utf8.GetBytes(value ?? ""));
            GC.KeepAlive(file.SafeFileHandle);
        }
    }
}
