using System.IO.Pipes;

namespace Threadmill.Plugins.Io;

/// <summary>Writes a block into a pipe and reads it back, both on the same thread: the system calls and the copies, and no wake-ups.</summary>
/// <remarks>Metric: <c>bytes</c>, through the pipe in each call.</remarks>
[Workload("io.pipe")]
public sealed class PipeTransfer : IDisposable
{
    private const int Slice = 4096; // every system's pipe holds as much
    private readonly AnonymousPipeServerStream writer;
    private readonly AnonymousPipeClientStream reader;
    private readonly Loop loop;

    /// <param name="block">Bytes per call, at least 8; they go through in slices of 4 KiB.</param>
    public PipeTransfer(WorkloadThread me, int block = 4096)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(block, sizeof(long));
        writer = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None, Slice);
        reader = new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle);
        loop = new Loop(writer, reader, block, Slice, me);
    }

    /// <returns>Bytes written and read.</returns>
    [Operation]
    public int Transfer() => loop.Transfer();

    public void Dispose()
    {
        reader.Dispose();
        writer.Dispose();
    }
}
