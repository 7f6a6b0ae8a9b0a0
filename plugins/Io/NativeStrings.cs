using System.Runtime.InteropServices;

namespace Threadmill.Plugins.Io;

/// <summary>Strings as C has them: UTF-8 that ends in a zero, and a list of them that ends in a null.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly nint[] strings;
    private readonly GCHandle list;

    public NativeStrings(params string[] texts)
    {
        strings = [.. texts.Select(Marshal.StringToCoTaskMemUTF8), 0];
        list = GCHandle.Alloc(strings, GCHandleType.Pinned);
    }

    public byte** Pointers => (byte**)list.AddrOfPinnedObject();

    public byte* First => Pointers[0];

    public void Dispose()
    {
        list.Free();
        Array.ForEach(strings, Marshal.FreeCoTaskMem);
    }
}
