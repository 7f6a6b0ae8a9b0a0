using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Planning;

/// <summary>
/// One setting of a plan: what it is called on the command line, in plan files, in settings files and in the environment, and
/// what it does. The tables <see cref="SpecOptions"/> and <see cref="RunOptions"/> are the only place where settings are listed.
/// </summary>
/// <param name="Name">The long name without dashes: <c>stack-size</c>.</param>
/// <param name="Letter">The one-letter form, or null.</param>
/// <param name="Value">What stands for its value in help; null for a flag.</param>
/// <param name="Choices">The words it accepts, where they are few.</param>
public abstract record PlanOption(string Name, char? Letter, string? Value, string Help, params string[] Choices)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    public bool IsFlag => Value is null;

    /// <summary>May be given several times, all of which count; else the last one counts.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Holds paths, which in a plan file are relative to its folder.</summary>
    public bool IsPath { get; init; }

    /// <summary>Reads a value as one of a type.</summary>
    /// <exception cref="ProblemException">It is none; the message goes on after the option's name.</exception>
    protected static T Read<T>(string text) =>
        ValueReader.TryReadText(text, typeof(T), out var value, out var error) ? (T)value! : throw Wrong(error);

    protected static ProblemException Wrong(string error) => new(Problem.Invalid(error));

    internal static T AtLeast<T>(T value, T least, string text) where T : IComparable<T> =>
        value.CompareTo(least) >= 0 ? value : throw Wrong($"must be at least {ValueReader.Text(least)}, not '{text}'");

    internal static T Word<T>(string text) where T : struct, Enum => Read<T>(text);

    internal static T As<T>(string text) => Read<T>(text);

    internal static string Spelled<T>(T value) where T : struct, Enum => ValueReader.Text(value)!;

    /// <summary>Within what the clocks can count to from now on.</summary>
    internal static TimeSpan Duration(string text) =>
        Read<TimeSpan>(text) is var span && span <= Longest ? span : throw Wrong($"must be at most {Longest.TotalDays}d, not '{text}'");

    internal static bool Flag(string text) => Read<bool>(text);

    internal static long Bytes(string text) =>
        SizeText.TryRead(text, out var bytes, out var error) ? bytes : throw Wrong(error);
}

/// <summary>A setting of one thread spec.</summary>
/// <param name="Set">The spec with the value read from a text.</param>
/// <param name="Get">The value as text; null: not set.</param>
public sealed record SpecOption(
    string Name, char? Letter, string? Value, string Help, Func<ThreadSpec, string, ThreadSpec> Set, Func<ThreadSpec, string?> Get, params string[] Choices)
    : PlanOption(Name, Letter, Value, Help, Choices);

/// <summary>A setting of the whole run.</summary>
/// <param name="Get">The values as text; none: not set.</param>
public sealed record RunOption(
    string Name, char? Letter, string? Value, string Help, Func<RunPlan, string, RunPlan> Set, Func<RunPlan, IEnumerable<string?>> Get, params string[] Choices)
    : PlanOption(Name, Letter, Value, Help, Choices);
