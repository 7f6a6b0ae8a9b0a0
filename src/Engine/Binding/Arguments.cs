using System.Collections.Immutable;

namespace Threadmill.Engine.Binding;

/// <summary>The words after a target, as written: positional ones in order, keyword ones in order with repetitions kept.</summary>
public sealed record Arguments(ImmutableArray<string> Positional, ImmutableArray<KeywordArgument> Keyword)
{
    public static Arguments None { get; } = new([], []);
}

/// <summary>A word KEY=VALUE.</summary>
public sealed record KeywordArgument(string Key, string Value);
