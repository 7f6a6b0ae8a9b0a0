using System.Runtime.InteropServices;

namespace Threadmill.Engine.Affinity;

/// <summary>
/// Threads that the C library starts, and that the runtime takes in when they come to managed code. <see cref="Thread.Start()"/>
/// waits for the new thread and makes some 25 system calls for it, which is felt where there are hundreds. All else is alike:
/// they have a <see cref="Thread"/>, and end with the process.
/// </summary>
public static unsafe partial class NativeThread
{
    private const int Detached = 1;

    /// <summary>The C library's structure for attributes is 56 bytes on x64 and 64 on arm64.</summary>
    private const int AttributeBytes = 256;

    /// <summary>Not with musl, whose stacks are too small unless the runtime sets their size.</summary>
    public static bool IsAvailable { get; } = OperatingSystem.IsLinux() && !RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal);

    /// <summary>Starts a background thread with the system's usual stack, and does not wait for it.</summary>
    /// <returns>False: the system refused it.</returns>
    public static bool TryStart(Action body)
    {
        var attributes = stackalloc byte[AttributeBytes];
        _ = InitAttributes(attributes);
        _ = SetDetached(attributes, Detached);
        var handle = GCHandle.Alloc(body);
        nint id;
        var isStarted = Create(&id, attributes, &Run, GCHandle.ToIntPtr(handle)) == 0;
        _ = DestroyAttributes(attributes);
        if (!isStarted)
            handle.Free();
        return isStarted;
    }

    [UnmanagedCallersOnly]
    private static nint Run(nint argument)
    {
        var handle = GCHandle.FromIntPtr(argument);
        var body = (Action)handle.Target!;
        handle.Free();
        body();
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "pthread_create")]
    private static partial int Create(nint* id, byte* attributes, delegate* unmanaged<nint, nint> body, nint argument);

    [LibraryImport("libc", EntryPoint = "pthread_attr_init")]
    private static partial int InitAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_attr_setdetachstate")]
    private static partial int SetDetached(byte* attributes, int state);

    [LibraryImport("libc", EntryPoint = "pthread_attr_destroy")]
    private static partial int DestroyAttributes(byte* attributes);
}
