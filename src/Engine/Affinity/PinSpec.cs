using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Threadmill.Engine.Topology;

namespace Threadmill.Engine.Affinity;

/// <summary>
/// A list of places for threads, in the grammar of <c>OMP_PLACES</c> and <c>OMP_PROC_BIND</c> (OpenMP 5.2, section 21.1.6);
/// shell-safe forms beside the braces. <see cref="ToString"/> gives the shell-safe one.
/// </summary>
public abstract record PinSpec
{
    private PinSpec()
    {
    }

    /// <summary>Not pinned: undoes a default.</summary>
    public sealed record None : PinSpec
    {
        public override string ToString() => "none";
    }

    /// <summary>Places named by CPU numbers.</summary>
    /// <param name="IsWithinAllowed">The numbers count within the allowed set: 0 is its first CPU.</param>
    public sealed record Explicit(ImmutableArray<CpuSet> Places, bool IsWithinAllowed) : PinSpec
    {
        public bool Equals(Explicit? other) => other is not null && IsWithinAllowed == other.IsWithinAllowed && Places.SequenceEqual(other.Places);

        public override int GetHashCode() => Places.Aggregate(IsWithinAllowed.GetHashCode(), HashCode.Combine);

        public override string ToString() => (IsWithinAllowed ? "allowed:" : "") + string.Join(',', Runs());

        /// <summary>Consecutive places of one CPU each are told as a range, as they may be given.</summary>
        private IEnumerable<string> Runs()
        {
            for (var i = 0; i < Places.Length; i++)
            {
                if (Places[i].Count > 1)
                {
                    yield return string.Join('+', Places[i]);
                    continue;
                }
                var first = i;
                while (i + 1 < Places.Length && Places[i + 1].Count == 1 && Places[i + 1].Highest == Places[i].Highest + 1)
                    i++;
                yield return i == first ? $"{Places[i].Highest}" : $"{Places[first].Highest}-{Places[i].Highest}";
            }
        }
    }

    /// <summary>Places named by what they are, with a policy of how threads are dealt to them.</summary>
    /// <param name="Count">Only the first so many; null: all.</param>
    public sealed record Abstract(PlaceKind Kind, int? Count, BindPolicy Policy) : PinSpec
    {
        public override string ToString() =>
            PinWords.Of(Kind) + (Count is { } n ? $"({n})" : "") + (Policy == BindPolicy.Close ? "" : "/" + PinWords.Of(Policy));
    }

    /// <exception cref="ProblemException">Not a list of places.</exception>
    public static PinSpec Parse(string text) => TryParse(text, out var pin, out var error) ? pin : throw new ProblemException(Problem.Invalid(error));

    public static bool TryParse(string text, [NotNullWhen(true)] out PinSpec? pin, [NotNullWhen(false)] out string? error)
    {
        pin = new PinParser(text).Parse(out var fault);
        error = fault is null ? null : $"--pin '{text}': {fault}; use for instance 0-3, 0+1,2+3, cores/spread or allowed:0-1";
        return pin is not null;
    }
}

public enum PlaceKind
{
    Threads,
    Cores,
    LlCaches,
    NumaDomains,
    Sockets,
    PCores,
    ECores,
}

public enum BindPolicy
{
    Close,
    Spread,
    Primary,
}

/// <summary>The words of the grammar.</summary>
internal static class PinWords
{
    private static readonly string[] Kinds = ["threads", "cores", "ll_caches", "numa_domains", "sockets", "p-cores", "e-cores"];
    private static readonly string[] Policies = ["close", "spread", "primary"];

    public static IReadOnlyList<string> AllKinds => Kinds;

    public static string Of(PlaceKind kind) => Kinds[(int)kind];

    public static string Of(BindPolicy policy) => Policies[(int)policy];

    public static PlaceKind? Kind(string word) => Array.IndexOf(Kinds, word) is >= 0 and var i ? (PlaceKind)i : null;

    public static BindPolicy? Policy(string word) => Array.IndexOf(Policies, word) is >= 0 and var i ? (BindPolicy)i : null;
}
