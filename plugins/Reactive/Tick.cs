namespace Threadmill.Plugins.Reactive;

/// <summary>One trade on an exchange.</summary>
/// <param name="Symbol">Which stock, from 0.</param>
/// <param name="Cents">What was paid for each share.</param>
/// <param name="Shares">How many changed hands.</param>
internal readonly record struct Tick(int Symbol, long Cents, int Shares);
