using System.Collections.Immutable;
using Threadmill.Engine.Planning;

namespace Threadmill.Cli.Workers;

/// <summary>A plan to run, and what is told of where it came from.</summary>
/// <param name="Folder">What relative paths in arguments are relative to; empty: the working folder.</param>
/// <param name="StandardInput">What an argument <c>@-</c> stands for.</param>
internal sealed record RunRequest(RunPlan Plan, ImmutableArray<string> CommandLine, string Folder, string StandardInput)
{
    /// <summary>Bind everything and tell every problem, but start no thread.</summary>
    public bool IsCheckOnly { get; init; }
}
