using System.Text;

namespace Threadmill.Cli.Reports;

/// <summary>Text of others' making as a terminal may see it: control characters are escaped, so that a name or message cannot move the cursor or break a line.</summary>
internal static class SafeText
{
    public static string Line(string text) => Escaped(text, keepLines: false);

    /// <summary>Keeps line ends and tabs.</summary>
    public static string Block(string text) => Escaped(text, keepLines: true);

    private static string Escaped(string text, bool keepLines)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\u001f') && !text.AsSpan().ContainsAnyInRange('\u007f', '\u009f') && !text.AsSpan().ContainsAnyInRange('\u2028', '\u202e'))
            return text;
        var escaped = new StringBuilder();
        foreach (var c in text)
        {
            if (keepLines && c is '\n' or '\t')
                escaped.Append(c);
            else if (keepLines && c == '\r')
                continue;
            else if (char.IsControl(c) || c is >= '\u2028' and <= '\u202e')
                escaped.Append(c switch { '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", '\u001b' => "\\e", _ => $"\\u{(int)c:x4}" });
            else
                escaped.Append(c);
        }
        return escaped.ToString();
    }
}
