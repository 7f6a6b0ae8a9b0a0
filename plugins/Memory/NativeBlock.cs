using System.Runtime.InteropServices;

namespace Threadmill.Plugins.Memory;

/// <summary>Memory that the collector neither moves nor clears: its pages come into being where they are first touched.</summary>
internal sealed unsafe class NativeBlock : IDisposable
{
    private const nuint CacheLine = 128; // two lines: prefetchers fetch them in pairs
    private const nuint HugePage = 2 << 20;
    private void* start;

    /// <param name="bytes">At least 1; from 2 MiB on the block may be backed by huge pages.</param>
    public NativeBlock(long bytes)
    {
        Bytes = bytes;
        start = NativeMemory.AlignedAlloc((nuint)bytes, (nuint)bytes >= HugePage ? HugePage : CacheLine);
    }

    ~NativeBlock() => Free();

    public long Bytes { get; }

    public T* As<T>()
        where T : unmanaged => (T*)start;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(start);
        start = null;
    }
}
