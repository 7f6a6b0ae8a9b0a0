using Threadmill.Engine.Planning;

namespace Threadmill.Cli.Parsing;

/// <summary>One piece of a command line, told apart but not yet read.</summary>
internal abstract record Word
{
    private Word()
    {
    }

    /// <summary>A setting of the plan with its value; <c>true</c> for a flag.</summary>
    public sealed record Setting(PlanOption Option, string Value) : Word;

    /// <summary>A target, positional argument or KEY=VALUE.</summary>
    public sealed record Plain(string Text) : Word;

    /// <summary>A positional argument, whatever it looks like: <c>--arg</c>, or after <c>--</c>.</summary>
    public sealed record Positional(string Text) : Word;

    /// <summary>The text of a <c>--kwarg</c>.</summary>
    public sealed record Keyword(string Text) : Word;
}
