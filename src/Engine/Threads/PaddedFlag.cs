using System.Runtime.InteropServices;

namespace Threadmill.Engine.Threads;

/// <summary>A flag that one thread sets and many poll in their loops: alone on its cache lines, at an address that does not move.</summary>
internal sealed unsafe class PaddedFlag : IDisposable
{
    private const int LineBytes = 128;

    private readonly object gate = new();

    public PaddedFlag()
    {
        Pointer = (int*)NativeMemory.AlignedAlloc(LineBytes, LineBytes);
        *Pointer = 0;
    }

    public int* Pointer { get; private set; }

    public bool IsSet => Pointer is not null && Volatile.Read(ref *Pointer) != 0;

    public void Set()
    {
        lock (gate)
        {
            if (Pointer is not null)
                Volatile.Write(ref *Pointer, 1);
        }
    }

    /// <summary>Only when no thread polls it any more.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            NativeMemory.AlignedFree(Pointer);
            Pointer = null;
        }
    }
}
