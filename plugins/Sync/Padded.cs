using System.Runtime.InteropServices;

namespace Threadmill.Plugins.Sync;

/// <summary>A number that shares its cache lines with nobody: 128 bytes on either side, as prefetchers fetch lines in pairs.</summary>
[StructLayout(LayoutKind.Explicit, Size = 264)]
internal struct Padded
{
    [FieldOffset(128)]
    public long Value;
}
