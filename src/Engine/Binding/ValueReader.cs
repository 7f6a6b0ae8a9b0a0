using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Threadmill.Engine.Binding;

/// <summary>Turns one word into a value of a type. Invariant culture always; what does not fit is an error text, never an exception.</summary>
public static class ValueReader
{
    /// <summary>What <c>@-</c> stands for; set before anything is bound.</summary>
    public static string StandardInput { get; set; } = "";

    /// <summary>What relative paths in arguments are relative to: a plan's folder; set before anything is bound. Empty: the working folder.</summary>
    public static string Folder { get; set; } = "";

    /// <param name="error">Goes on after «argument 'x' »: what was wanted and what was given.</param>
    public static bool TryRead(string word, Type type, out object? value, [NotNullWhen(false)] out string? error)
    {
        if (!TryResolve(word, type, out var text, out error))
        {
            value = null;
            return false;
        }
        return TryReadText(text, type, out value, out error);
    }

    /// <summary>The text of a value, as it could be given; null for null.</summary>
    public static string? Text(object? value) => ValueText.Word(value);

    /// <summary>Reads text that stands for itself: an element of a list, a file's contents.</summary>
    internal static bool TryReadText(string text, Type type, out object? value, [NotNullWhen(false)] out string? error)
    {
        value = null;
        error = null;
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return text == "null" || TryReadText(text, underlying, out value, out error);
        if (type == typeof(string) || type == typeof(object))
            value = text;
        else if (type == typeof(TimeSpan))
            return DurationText.TryRead(text, out var duration, out error) && Set(duration, out value);
        else if (type == typeof(bool))
            return Truth(text) is { } truth ? Set(truth, out value) : Refuse("must be true or false", text, out error);
        else if (type == typeof(char))
            return text.Length == 1 ? Set(text[0], out value) : Refuse("must be one character", text, out error);
        else if (type.IsEnum)
            return EnumReader.TryRead(text, type, out value, out error);
        else if (NumberReader.IsNumber(type))
            return NumberReader.TryRead(text, type, out value, out error);
        else if (!RuntimeFeature.IsDynamicCodeSupported)
            throw new ManagedOnlyException();
        else
            return OtherReader.TryRead(text, type, out value, out error);
        return true;
    }

    internal static bool Set(object? read, out object? value)
    {
        value = read;
        return true;
    }

    internal static bool Refuse(string wanted, string given, [NotNullWhen(false)] out string? error)
    {
        error = $"{wanted}, not '{Shown(given)}'";
        return false;
    }

    private static string Shown(string given) => given.Length <= 80 ? given : given[..77] + "…";

    private static bool? Truth(string text) => text.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" or "1" => true,
        "false" or "no" or "off" or "0" => false,
        _ => null,
    };

    /// <summary><c>@FILE</c> is a file's text, <c>@-</c> the standard input's, <c>@@x</c> the text <c>@x</c>. Trailing line ends count in strings only.</summary>
    private static bool TryResolve(string word, Type type, out string text, [NotNullWhen(false)] out string? error)
    {
        error = null;
        text = word;
        if (!word.StartsWith('@'))
            return true;
        if (word.StartsWith("@@", StringComparison.Ordinal))
        {
            text = word[1..];
            return true;
        }
        try
        {
            text = word == "@-" ? StandardInput : BoundedText.ReadFile(Path.Combine(Folder, word[1..]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            error = $"cannot be read from '{word[1..]}': {e.Message} (for the text itself write '@{word}')";
            return false;
        }
        if (type != typeof(string))
            text = text.TrimEnd('\n', '\r');
        return true;
    }
}
