using System.Collections.Immutable;

namespace Threadmill.Engine.Plugins;

public enum MemberKind
{
    Test,
    Benchmark,
    Method,
    Property,
    Constructor,
}

/// <summary>One public member that can be called, as its file's metadata tells it; overloads are members of their own.</summary>
public sealed record MemberDescription
{
    public required MemberKind Kind { get; init; }

    /// <summary>What stands after <c>::</c> on the command line, with the type's whole name.</summary>
    public required string Name { get; init; }

    /// <summary>The type that has it, as C# writes it, with its type parameters.</summary>
    public required string Type { get; init; }

    /// <summary>As C# writes it: <c>Get(int key, bool create = true)</c>.</summary>
    public required string Signature { get; init; }
    public required bool IsStatic { get; init; }

    /// <summary>The class has it of one that it is derived from.</summary>
    public bool IsInherited { get; init; }
    public string? Summary { get; init; }
    public string? ReturnType { get; init; }
    public string? Returns { get; init; }
    public ImmutableArray<ParameterDescription> Parameters { get; init; } = [];

    /// <summary>Of the object that it is called on, one list for each constructor; given by keyword.</summary>
    public ImmutableArray<ImmutableArray<ParameterDescription>> Constructors { get; init; } = [];

    /// <summary>What test and benchmark frameworks sort it under.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>The benchmark that others are compared with.</summary>
    public bool IsBaseline { get; init; }

    /// <summary>Why a test is skipped; null: it is not.</summary>
    public string? SkippedBecause { get; init; }
}
