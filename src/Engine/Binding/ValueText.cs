using System.Collections;
using System.Globalization;

namespace Threadmill.Engine.Binding;

/// <summary>Values as text.</summary>
internal static class ValueText
{
    /// <summary>As a word that <see cref="ValueReader"/> reads back: what begins with <c>@</c> is no file's name.</summary>
    public static string? Word(object? value)
    {
        var text = Of(value);
        return text is ['@', ..] ? "@" + text : text;
    }

    /// <summary>As a person reads it.</summary>
    public static string? Of(object? value) => value switch
    {
        null => null,
        string text => text,
        bool truth => truth ? "true" : "false",
        TimeSpan duration => DurationText.Write(duration),
        Enum member => EnumReader.Spelled(member.ToString()),
        double real => real.ToString("R", CultureInfo.InvariantCulture),
        float real => real.ToString("R", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.ToString("O", CultureInfo.InvariantCulture),
        DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        FileSystemInfo file => file.ToString(),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable items when Scalars(items) is { } words => string.Join(',', words),
        _ => value.ToString(),
    };

    /// <summary>Items that can stand in a comma list; null where one of them could not.</summary>
    private static List<string>? Scalars(IEnumerable items)
    {
        var words = new List<string>();
        foreach (var item in items)
        {
            if (item is not (IFormattable or string or bool) || Of(item) is not { } word || word.Contains(',', StringComparison.Ordinal))
                return null;
            words.Add(word);
            if (words.Count > 1000)
                return words;
        }
        return words;
    }
}
