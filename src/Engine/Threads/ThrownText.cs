using System.Collections.Immutable;
using Threadmill.Engine.Journal;

namespace Threadmill.Engine.Threads;

/// <summary>Turns a foreign exception into text without trusting it: its members may throw, or be endless.</summary>
internal static class ThrownText
{
    private const int MaxDepth = 8;
    private const int MaxInner = 32;

    public static ThrownFacts Of(Exception e) => Of(e, MaxDepth);

    private static ThrownFacts Of(Exception e, int depth) => new(
        e.GetType().FullName ?? e.GetType().Name,
        Guarded(() => e.Message, "Message") ?? "",
        Guarded(() => e.StackTrace, "StackTrace"),
        depth == 0 ? [] : [.. Inner(e).Take(MaxInner).Select(i => Of(i, depth - 1))]);

    private static IEnumerable<Exception> Inner(Exception e) => e switch
    {
        AggregateException many => many.InnerExceptions,
        { InnerException: { } one } => [one],
        _ => ImmutableArray<Exception>.Empty,
    };

    private static string? Guarded(Func<string?> read, string member)
    {
        try
        {
            return read();
        }
        catch (Exception thrown)
        {
            return $"<{member} threw {thrown.GetType().FullName}>";
        }
    }
}
