using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Threadmill.Engine.Binding;

/// <summary>Memory sizes in bytes; K and Ki are both 1,024.</summary>
public static class SizeText
{
    public static bool TryRead(string text, out long bytes, [NotNullWhen(false)] out string? error)
    {
        var number = text.EndsWith('B') ? text[..^1] : text;
        error = null;
        if (CountText.TryRead(number, 1024, out var value) && value >= 0 && value <= long.MaxValue)
        {
            bytes = (long)value;
            return true;
        }
        bytes = 0;
        error = $"must be a size such as 256K or 2G, not '{text}'";
        return false;
    }

    /// <summary>The shortest exact form.</summary>
    public static string Write(long bytes)
    {
        string[] units = ["", "K", "M", "G", "T"];
        var unit = 0;
        while (bytes != 0 && bytes % 1024 == 0 && unit < units.Length - 1)
            (bytes, unit) = (bytes / 1024, unit + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes}{units[unit]}");
    }
}
