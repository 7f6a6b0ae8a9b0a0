using System.Collections.Immutable;

namespace Threadmill.Engine.Plugins;

/// <summary>A shared framework in at least a version.</summary>
public sealed record FrameworkNeed(string Name, Version Version)
{
    public override string ToString() => $"{Name} {Version}";

    /// <summary>Null: it is no such text.</summary>
    public static FrameworkNeed? TryParse(string text) =>
        text.Split(' ') is [var name, var number] && Version.TryParse(number.Split('-')[0], out var version) ? new(name, version) : null;

    /// <summary>Each framework once, in the highest version that is asked for.</summary>
    public static ImmutableArray<FrameworkNeed> Highest(IEnumerable<FrameworkNeed> needs) =>
        [.. needs.GroupBy(n => n.Name).Select(g => new FrameworkNeed(g.Key, g.Max(n => n.Version)!)).OrderBy(n => n.Name, StringComparer.Ordinal)];
}

/// <summary>A plugin needs a runtime that is installed but is not the one that this process runs on: start another process.</summary>
public sealed class OtherRuntimeException(ImmutableArray<FrameworkNeed> needs) : Exception($"another runtime is needed: {string.Join(", ", needs)}")
{
    public ImmutableArray<FrameworkNeed> Needs { get; } = needs;
}
