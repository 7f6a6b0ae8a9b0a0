using System.Runtime.InteropServices;

namespace Threadmill.Engine.Affinity;

/// <summary>What program a process runs.</summary>
public static unsafe partial class ProcessImage
{
    /// <summary>execv(3): the process goes on as another program, with its number, its streams and whoever waits for it. Not on Windows.</summary>
    /// <returns>Only if it could not.</returns>
    public static void Replace(string program, IReadOnlyList<string> words)
    {
        var texts = new nint[words.Count + 2];
        texts[0] = Marshal.StringToCoTaskMemUTF8(program);
        for (var i = 0; i < words.Count; i++)
            texts[i + 1] = Marshal.StringToCoTaskMemUTF8(words[i]);
        fixed (nint* pointers = texts)
            _ = Execute((byte*)texts[0], (byte**)pointers);
    }

    [LibraryImport("libc", EntryPoint = "execv")]
    private static partial int Execute(byte* program, byte** words);
}
