using System.IO.Hashing;

namespace Threadmill.Engine.Journal;

/// <summary>The checksum over everything that belongs to one thread: slot, CPUs, metrics, exception counts, histograms.</summary>
internal static class ThreadSeal
{
    private const int AfterCrc = ThreadSlot.CrcOffset + sizeof(uint);

    /// <param name="region">The thread's region; the checksum and the seal in it are left out.</param>
    /// <param name="histograms">Empty where nothing was recorded in them.</param>
    public static uint Of(ReadOnlySpan<byte> region, ReadOnlySpan<byte> histograms)
    {
        var crc = new Crc32();
        crc.Append(region[..ThreadSlot.CrcOffset]);
        crc.Append(region[(AfterCrc + sizeof(int))..]);
        crc.Append(histograms);
        return crc.GetCurrentHashAsUInt32();
    }
}
