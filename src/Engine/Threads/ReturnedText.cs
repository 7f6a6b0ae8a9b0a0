using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Threads;

/// <summary>The text of a returned value, bounded, from a ToString that may throw.</summary>
internal static class ReturnedText
{
    private const int MaxLength = 4096;

    public static string? Of(object? value)
    {
        try
        {
            var text = ValueText.Of(value);
            return text is { Length: > MaxLength } ? string.Concat(text.AsSpan(0, MaxLength), "…") : text;
        }
        catch (Exception e)
        {
            return $"<the text of a {value!.GetType().FullName} threw {e.GetType().FullName}>";
        }
    }
}
