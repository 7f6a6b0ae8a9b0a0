using System.Collections.Immutable;

namespace Threadmill.Engine.Binding;

/// <summary>What binding came to: a value for every parameter, or all the reasons why not.</summary>
/// <param name="Values">In the order of the parameters; meaningless where there are problems.</param>
/// <param name="Filled">Defaults that were filled in, as text that could have been given.</param>
public sealed record BoundArguments(
    object?[] Values, ImmutableSortedDictionary<string, string> Filled, ImmutableArray<Problem> Problems);
