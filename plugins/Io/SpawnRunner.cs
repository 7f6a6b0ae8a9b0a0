using System.Runtime.InteropServices;

namespace Threadmill.Plugins.Io;

/// <summary>By posix_spawn(3) and wait4(2): the command has /dev/null for its three streams, and its rusage is known.</summary>
internal sealed unsafe partial class SpawnRunner : CommandRunner
{
    private const short SetSignalMask = 0x8; // the same on Linux and macOS
    private const short SetSignalDefaults = 0x4;
    private const int SigPipe = 13; // ignored by the run-time, which a command must not inherit
    private const int SigKill = 9;
    private const int NoSuchFile = 2;
    private const int Interrupted = 4;
    private const int ProcessById = 1; // P_PID
    private const int Exited = 0x4; // WEXITED
    private static readonly int KeepWaitable = OperatingSystem.IsMacOS() ? 0x20 : 0x0100_0000; // WNOWAIT
    private readonly string[] command;

    public SpawnRunner(string[] command) => this.command = command;

    public override ChildExit Run(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        int child = Spawn();
        // The registration ends before the child is reaped: until then its number cannot be another process's.
        using (stop.UnsafeRegister(static child => _ = Kill((int)child!, SigKill), child))
            WaitForEnd(child);
        var exit = Reap(child);
        stop.ThrowIfCancellationRequested();
        return exit;
    }

    private int Spawn()
    {
        // Both structures are opaque: glibc's have 80 and 336 bytes, macOS's are pointers.
        var actions = stackalloc byte[512];
        var attributes = stackalloc byte[512];
        var signals = stackalloc byte[128];
        using var arguments = new NativeStrings(command);
        using var devNull = new NativeStrings("/dev/null");
        _ = InitActions(actions);
        _ = InitAttributes(attributes);
        try
        {
            _ = AddOpen(actions, 0, devNull.First, 0, 0);
            _ = AddOpen(actions, 1, devNull.First, 1, 0);
            _ = AddOpen(actions, 2, devNull.First, 1, 0);
            _ = EmptySignals(signals);
            _ = SetMask(attributes, signals);
            _ = AddSignal(signals, SigPipe);
            _ = SetDefaults(attributes, signals);
            _ = SetFlags(attributes, SetSignalMask | SetSignalDefaults);
            int child;
            int error = SpawnByPath(&child, arguments.First, actions, attributes, arguments.Pointers, Environment());
            if (error == NoSuchFile)
                throw new FileNotFoundException($"command '{command[0]}' was not found: give a path, or a name that is on PATH", command[0]);
            if (error != 0)
                throw new IOException($"command '{command[0]}' cannot be started: {Marshal.GetPInvokeErrorMessage(error)}");
            return child;
        }
        finally
        {
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
        }
    }

    private static void WaitForEnd(int child)
    {
        var info = stackalloc byte[128];
        while (WaitId(ProcessById, child, info, Exited | KeepWaitable) != 0 && Marshal.GetLastSystemError() == Interrupted)
        {
        }
    }

    /// <summary>
    /// An rusage begins with two timevals, whose microseconds macOS gives 32 bits. Its greatest resident set is of no use: a spawned
    /// process begins in its parent's memory, so that Linux tells the tool's 70 MiB for <c>true</c> (measured).
    /// </summary>
    private static ChildExit Reap(int child)
    {
        int status;
        var usage = stackalloc long[32];
        while (Wait4(child, &status, 0, usage) < 0 && Marshal.GetLastSystemError() == Interrupted)
        {
        }
        return new ChildExit(status >> 8 & 0xFF, status & 0x7F, Time(usage), Time(usage + 2));

        static TimeSpan Time(long* value) => TimeSpan.FromSeconds(value[0]) + TimeSpan.FromMicroseconds((int)value[1]);
    }

    private static byte** Environment()
    {
        var library = NativeLibrary.GetMainProgramHandle();
        return NativeLibrary.TryGetExport(library, "environ", out nint environ) ? *(byte***)environ : *NsGetEnviron();
    }

    [LibraryImport("libc", EntryPoint = "posix_spawnp")]
    private static partial int SpawnByPath(int* child, byte* file, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitActions(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen")]
    private static partial int AddOpen(void* actions, int descriptor, byte* path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int InitAttributes(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int DestroyAttributes(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(void* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetMask(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaults(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial int EmptySignals(void* signals);

    [LibraryImport("libc", EntryPoint = "sigaddset")]
    private static partial int AddSignal(void* signals, int signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "waitid")]
    private static partial int WaitId(int kind, int process, void* info, int options);

    [LibraryImport("libc", EntryPoint = "wait4")]
    private static partial int Wait4(int process, int* status, int options, void* usage);

    [LibraryImport("libc", EntryPoint = "_NSGetEnviron")]
    private static partial byte*** NsGetEnviron();
}
