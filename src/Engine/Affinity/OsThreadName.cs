using System.Text;

namespace Threadmill.Engine.Affinity;

/// <summary>A thread's name as the operating system can hold it: 15 bytes of UTF-8 on Linux, 63 on macOS, any length on Windows.</summary>
public static class OsThreadName
{
    public static string Fit(string name) => Fit(name, OperatingSystem.IsLinux() ? 15 : OperatingSystem.IsMacOS() ? 63 : int.MaxValue);

    /// <summary>Cut never inside a character; the number of a thread among its like (<c>_12</c>) is kept.</summary>
    public static string Fit(string name, int maxBytes)
    {
        if (Encoding.UTF8.GetByteCount(name) <= maxBytes)
            return name;
        var number = NumberOf(name);
        var left = maxBytes - Encoding.UTF8.GetByteCount(number);
        var fit = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
                break;
            fit.Append(rune.ToString());
        }
        return fit.Append(number).ToString();
    }

    /// <summary>The underscore and digits at the end, up to nine of them; empty if there are none.</summary>
    private static string NumberOf(string name)
    {
        var start = name.Length;
        while (start > 0 && char.IsAsciiDigit(name[start - 1]))
            start--;
        var digits = name.Length - start;
        return digits is > 0 and < 10 && start > 0 && name[start - 1] == '_' ? name[(start - 1)..] : "";
    }
}
