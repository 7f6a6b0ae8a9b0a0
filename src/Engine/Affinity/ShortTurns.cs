using System.Globalization;
using System.Runtime.InteropServices;

namespace Threadmill.Engine.Affinity;

/// <summary>
/// For threads that coordinate and hardly compute: among thousands of busy threads they would wait seconds for a CPU. Linux lets a
/// thread ask for a shorter turn (since 6.12, no privilege needed), and whoever asks for little is served sooner; its share of the
/// CPU stays the same. Elsewhere nothing happens.
/// </summary>
public static unsafe partial class ShortTurns
{
    /// <summary>The shortest that the kernel grants; the usual turn is 3 ms.</summary>
    private const ulong ShortestNs = 100_000;

    private const uint Normal = 0;
    private const uint Batch = 3;

    private static readonly (nint Get, nint Set)? Calls = !OperatingSystem.IsLinux() ? null : RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => (315, 314),
        Architecture.Arm64 => (275, 274),
        _ => null,
    };

    /// <summary>For the calling thread, and for those that it starts.</summary>
    public static void Take() => Set(0, ShortestNs);

    /// <summary>The calling thread has turns like everybody's, and so have those that it starts.</summary>
    public static void Leave() => Set(0, 0);

    /// <summary>For all threads that this process has, and those that they start.</summary>
    public static void TakeForAll()
    {
        if (Calls is null || !Directory.Exists("/proc/self/task"))
            return;
        foreach (var task in Directory.EnumerateDirectories("/proc/self/task"))
            Set(int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture), ShortestNs);
    }

    private static void Set(int thread, ulong turnNs)
    {
        if (Calls is not { } calls)
            return;
        Attributes attributes;
        // Of other policies it would be something else.
        if (SystemCall(calls.Get, thread, &attributes, (nint)sizeof(Attributes), 0) != 0 || attributes.Policy is not (Normal or Batch))
            return;
        attributes.TurnNs = turnNs;
        _ = SystemCall(calls.Set, thread, &attributes, 0, 0);
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, nint thread, Attributes* attributes, nint third, nint fourth);

    /// <summary>The kernel's sched_attr, in its first version.</summary>
    private struct Attributes
    {
        public uint Bytes;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong TurnNs;
        public ulong DeadlineNs;
        public ulong PeriodNs;
    }
}
