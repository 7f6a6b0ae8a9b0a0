using System.Collections;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Threads;

/// <summary>What can be said of a returned value: its text, bounded, from a ToString that may throw, and whether it is only a promise of one.</summary>
internal static class ReturnedText
{
    private const int MaxLength = 4096;

    /// <summary>True for a sequence that has not begun: iterators and queries, which do their work when they are read.</summary>
    public static bool IsUnread(object? value) =>
        value is (IEnumerable and IEnumerator) or IQueryable
        || (value is IAsyncDisposable && value.GetType().GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IAsyncEnumerator<>)));

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
