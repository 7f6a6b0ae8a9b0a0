using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;

namespace Threadmill.Cli.Workers;

/// <summary>A pipe as a plain file: reading or writing through the classes for pipes loads those for sockets, which takes longer than all else here.</summary>
internal static class PlainPipe
{
    /// <param name="handle">Where a pipe's end is inherited from another process.</param>
    public static FileStream ToRead(nint handle) => Open(handle, FileAccess.Read);

    /// <param name="stream">What belongs to it is the file's from now on.</param>
    public static Stream ToRead(Stream stream) => stream is PipeStream pipe ? Taken(pipe, FileAccess.Read) : stream;

    /// <param name="pipe">What belongs to it is the file's from now on.</param>
    public static FileStream ToWrite(PipeStream pipe) => Taken(pipe, FileAccess.Write);

    private static FileStream Taken(PipeStream pipe, FileAccess access)
    {
        var file = Open(pipe.SafePipeHandle.DangerousGetHandle(), access);
        pipe.SafePipeHandle.SetHandleAsInvalid();
        return file;
    }

    private static FileStream Open(nint handle, FileAccess access) => new(new SafeFileHandle(handle, ownsHandle: true), access, bufferSize: 0);
}
