using System.Runtime.InteropServices;

namespace Threadmill.Engine.Journal;

/// <summary>How large the parts of a journal are; part of its header.</summary>
/// <param name="Threads">How many slots.</param>
/// <param name="Histograms">Per thread: 1 (latency) or 2 (and service time).</param>
/// <param name="CpuBits">How many logical CPUs can be marked as seen: one more than the highest possible number.</param>
/// <param name="MetricCells">Metrics of a workload's own, per thread.</param>
/// <param name="ExceptionCells">Kinds of exceptions counted apart, per thread; the last counts all others.</param>
/// <param name="LogBytes">Room for appended records.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct JournalShape(
    int Threads, int Histograms, int CpuBits, int MetricCells, int ExceptionCells, long LogBytes)
{
    /// <summary>What exceptions leave for all other records.</summary>
    public long ReservedLogBytes => Math.Min(LogBytes / 2, 1_000_000L + (Threads * 4_096L));

    /// <param name="textBytes">What the plan's own texts take in records.</param>
    public static JournalShape For(int threads, bool hasServiceTimes, int cpuBits, long textBytes = 0) =>
        new(threads, hasServiceTimes ? 2 : 1, cpuBits, 16, 16, Math.Clamp(4_000_000L + (threads * 8_192L), 4_000_000, 512_000_000) + textBytes);
}
