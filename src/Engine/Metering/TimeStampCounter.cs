using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Threadmill.Engine.Metering;

/// <summary>
/// The processor's time-stamp counter, read by eleven bytes of machine code, because the runtime has no intrinsic for it.
/// Trusted only where the processor says it is invariant and the kernel itself keeps time with it.
/// </summary>
public static unsafe partial class TimeStampCounter
{
    private const string KernelClock = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
    private const int ReadWrite = 3;
    private const int ReadExecute = 5;
    private const int PrivateAnonymous = 0x22;
    private const nint MapFailed = -1;

    /// <summary>rdtsc; shl rdx,32; or rax,rdx; ret.</summary>
    private static ReadOnlySpan<byte> Code => [0x0F, 0x31, 0x48, 0xC1, 0xE2, 0x20, 0x48, 0x09, 0xD0, 0xC3];

    private static readonly delegate* unmanaged[SuppressGCTransition]<ulong> Stub;

    static TimeStampCounter()
    {
        WhyNotTrusted = FindFault();
        if (WhyNotTrusted is null && !TryMakeStub(out Stub))
            WhyNotTrusted = $"the system lets no process make code of its own (errno {Marshal.GetLastPInvokeError()}), which reading the time-stamp counter takes";
    }

    /// <summary>Null where the counter can be trusted and read, else the reason.</summary>
    public static string? WhyNotTrusted { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Read() => (long)Stub();

    /// <summary>Nanoseconds per tick with 32 fraction bits, from 20 ms against the monotonic clock.</summary>
    public static ulong Calibrate()
    {
        Read();
        var (ns0, ticks0) = ReadBoth();
        while (Clock.Now() - ns0 < 20_000_000)
        {
        }
        var (ns1, ticks1) = ReadBoth();
        return (ulong)((decimal)(ns1 - ns0) * (1L << 32) / (ticks1 - ticks0));
    }

    /// <summary>One moment on both clocks: of several readings the one that took least, because a thread that loses its CPU between the two is milliseconds off.</summary>
    private static (long Ns, long Ticks) ReadBoth()
    {
        const int tries = 20;
        var best = (Ns: 0L, Ticks: 0L);
        var least = long.MaxValue;
        for (var i = 0; i < tries; i++)
        {
            var before = Read();
            var ns = Clock.Now();
            var took = Read() - before;
            if (took >= least)
                continue;
            least = took;
            best = (ns, before + (took / 2));
        }
        return best;
    }

    private static string? FindFault()
    {
        if (!OperatingSystem.IsLinux() || !X86Base.X64.IsSupported)
            return "the time-stamp counter is read on 64-bit x86 Linux only";
        if (X86Base.CpuId(unchecked((int)0x80000000), 0).Eax < unchecked((int)0x80000007) || (X86Base.CpuId(unchecked((int)0x80000007), 0).Edx & (1 << 8)) == 0)
            return "the processor does not say that its time-stamp counter is invariant";
        var kernel = File.Exists(KernelClock) ? File.ReadAllText(KernelClock).Trim() : "unknown";
        return kernel == "tsc" ? null : $"the kernel keeps time by '{kernel}', not by the time-stamp counter";
    }

    /// <summary>False where the system forbids it, as SELinux does without execmem.</summary>
    private static bool TryMakeStub(out delegate* unmanaged[SuppressGCTransition]<ulong> stub)
    {
        stub = null;
        var page = Map(null, (nuint)Environment.SystemPageSize, ReadWrite, PrivateAnonymous, -1, 0);
        if ((nint)page == MapFailed)
            return false;
        Code.CopyTo(new Span<byte>(page, Code.Length));
        if (Protect(page, (nuint)Environment.SystemPageSize, ReadExecute) != 0)
            return false;
        stub = (delegate* unmanaged[SuppressGCTransition]<ulong>)page;
        return true;
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(void* address, nuint length, int protection);
}
