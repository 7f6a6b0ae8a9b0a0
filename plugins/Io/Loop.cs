using System.Buffers.Binary;
using System.Globalization;

namespace Threadmill.Plugins.Io;

/// <summary>Blocks that go out at one end of a stream and come in at the other, in slices that the system buffers whole: one thread does both.</summary>
internal sealed class Loop(Stream writer, Stream reader, int block, int slice, WorkloadThread me)
{
    private readonly byte[] sent = Random(me, block);
    private readonly byte[] received = new byte[block];
    private long calls;

    /// <returns>Bytes that came through.</returns>
    public int Transfer()
    {
        BinaryPrimitives.WriteInt64LittleEndian(sent, ++calls);
        for (int at = 0; at < sent.Length; at += slice)
        {
            me.StopToken.ThrowIfCancellationRequested();
            int length = Math.Min(slice, sent.Length - at);
            writer.Write(sent, at, length);
            reader.ReadExactly(received, at, length);
        }
        if (!received.AsSpan().SequenceEqual(sent))
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"block {calls} came out other than it went in"));
        me.Report("bytes", sent.Length);
        return sent.Length;
    }

    private static byte[] Random(WorkloadThread me, int block)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(block, sizeof(long));
        var bytes = new byte[block];
        me.Random.NextBytes(bytes);
        return bytes;
    }
}
