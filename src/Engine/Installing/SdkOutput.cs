using System.Text.RegularExpressions;

namespace Threadmill.Engine.Installing;

/// <summary>How a command of the SDK ended, and all that it said.</summary>
public sealed partial record SdkOutput(int Code, string Text)
{
    /// <summary>The lines that the compiler, MSBuild and NuGet call errors, each once and without the project at its end; all lines, if none is.</summary>
    /// <param name="generated">A project of ours, which the user does not know: it is left out.</param>
    public string[] Errors(string? generated = null)
    {
        var lines = Text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var errors = lines.Where(l => Error().IsMatch(l)).Select(l => InProject().Replace(l, ""))
            .Select(l => generated is null ? l : l.Replace($"{generated} : ", "", StringComparison.Ordinal)).Distinct().ToArray();
        return errors.Length > 0 ? errors : lines.Length > 0 ? lines : ["it said nothing"];
    }

    [GeneratedRegex(@"(^|[\s:])error(\s[A-Za-z]+\d+)?\s*:")]
    private static partial Regex Error();

    [GeneratedRegex(@"\s+\[[^\]]*proj(::[^\]]*)?\]$")]
    private static partial Regex InProject();
}
