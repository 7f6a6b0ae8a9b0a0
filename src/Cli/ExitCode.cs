using Threadmill.Engine;

namespace Threadmill.Cli;

/// <summary>What the process returns; never a count. A run's own codes are in the engine's verdict.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int Invalid = 2;
    public const int Unavailable = 3;
    public const int Bug = 70;

    public static int Of(IEnumerable<Problem> problems) =>
        problems.Any(p => p.Kind == ProblemKind.Invalid) ? Invalid : Unavailable;
}
