namespace Threadmill.Cli.Commands;

/// <summary>Splits the words of <c>run</c> at every <c>:</c> of its own; each segment is one spec, parsed by itself.</summary>
internal static class SpecSegments
{
    public static (string[] First, IReadOnlyList<string[]> Further) Split(string[] args)
    {
        if (args is not ["run", ..])
            return (args, []);
        var segments = new List<string[]>();
        var from = 1;
        for (var i = 1; i <= args.Length; i++)
        {
            if (i < args.Length && args[i] != ":")
                continue;
            segments.Add([.. args[from..i].Select(ApartLetters)]);
            from = i + 1;
        }
        return (["run", .. segments[0]], [.. segments.Skip(1)]);
    }

    /// <summary><c>-t8</c> is <c>-t=8</c>: the parser's own bundling would take other words apart too.</summary>
    private static string ApartLetters(string word) =>
        word is ['-', 't', >= '0' and <= '9', ..] ? $"-t={word[2..]}" : word;
}
