using System.Collections.Immutable;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Plugins;

/// <summary>A workload as its plugin's metadata tells it; no code was run for it.</summary>
public sealed record WorkloadDescription
{
    public required string Name { get; init; }

    /// <summary>The declaring type, as reflection names it.</summary>
    public required string Type { get; init; }

    /// <summary>The static method; null for a workload class.</summary>
    public string? Method { get; init; }
    public string? Summary { get; init; }
    public ImmutableArray<ParameterDescription> Parameters { get; init; } = [];
    public string? Returns { get; init; }

    /// <summary>Why it cannot be run; empty: it can.</summary>
    public ImmutableArray<string> Mistakes { get; init; } = [];

    /// <summary>What a workload is called whose attribute gives no name: class.method in kebab-case.</summary>
    public static string DefaultName(string typeName, string? methodName) =>
        EnumReader.Spelled(SignatureNames.Short(typeName)) + (methodName is null ? "" : "." + EnumReader.Spelled(methodName));
}

public enum ParameterRole
{
    Argument,

    /// <summary>Given by the engine: <see cref="WorkloadThread"/>, a cancellation token.</summary>
    Injected,

    /// <summary>An object of the group; its own parameters follow it as keywords.</summary>
    Shared,

    /// <summary>A parameter of a shared object's constructor: by keyword only.</summary>
    OfShared,

    /// <summary>Of the object that a method is called on: a constructor's, or a field or property that is set. By keyword only.</summary>
    Member,
}

/// <param name="Type">As C# writes it.</param>
/// <param name="Default">As C# writes it; null: there is none.</param>
/// <param name="Choices">The members of an enum, as they are written on the command line.</param>
/// <param name="Form">How a value is written, in words.</param>
public sealed record ParameterDescription(
    string Name, string Type, ParameterRole Role, string? Default, string? Doc, bool IsParams, ImmutableArray<string> Choices, string? Form = null)
{
    /// <summary>As it stands between a method's parentheses.</summary>
    public string Signature => $"{(IsParams ? "params " : "")}{Type} {Name}{(Default is { } value ? $" = {value}" : "")}";
}

/// <summary>A plugin file as its metadata tells it.</summary>
public sealed record PluginDescription
{
    public required string Path { get; init; }
    public required string Name { get; init; }
    public required string Version { get; init; }
    public string? TargetFramework { get; init; }

    /// <summary>The shared frameworks that its own files ask for; null: they do not say.</summary>
    public ImmutableArray<FrameworkNeed>? Frameworks { get; init; }

    /// <summary>Of the file, lower-case hexadecimal; null if it could not be read.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The version of the contract it was built against; null: it does not use it.</summary>
    public string? Contract { get; init; }
    public bool IsDebugBuild { get; init; }
    public ImmutableArray<WorkloadDescription> Workloads { get; init; } = [];

    /// <summary>Why it cannot be used; null: it can.</summary>
    public string? Fault { get; init; }

    /// <summary>Mistakes of its author that do not stop the rest of it from being used.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}
