namespace Threadmill.Engine;

/// <summary>Why a plan cannot be run.</summary>
public enum ProblemKind
{
    /// <summary>The command line or plan is wrong (exit code 2).</summary>
    Invalid,

    /// <summary>It is right, but something it asks for cannot be had here (exit code 3).</summary>
    Unavailable,
}

/// <summary>
/// One mistake of the user's, or one thing that is not to be had, told to the person at the keyboard: what was given,
/// what was wanted, what to do. Checks return lists of these, so that all are told at once.
/// </summary>
public sealed record Problem(ProblemKind Kind, string Message)
{
    public static Problem Invalid(string message) => new(ProblemKind.Invalid, message);

    public static Problem Unavailable(string message) => new(ProblemKind.Unavailable, message);
}

/// <summary>Thrown where a caller cannot go on: carries every problem found so far. The only exception family for a user's mistakes.</summary>
public sealed class ProblemException(IReadOnlyList<Problem> problems)
    : Exception(string.Join(Environment.NewLine, problems.Select(p => p.Message)))
{
    public ProblemException(Problem problem) : this([problem])
    {
    }

    /// <summary>At least one.</summary>
    public IReadOnlyList<Problem> Problems { get; } = problems;
}
