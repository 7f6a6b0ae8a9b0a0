namespace Threadmill.Engine.Targets;

/// <summary>
/// The first word of a spec, taken apart: a workload (<c>cpu.primes</c>, <c>Plugin/cpu.primes</c>), or a member of a file
/// (<c>path/My.dll::Type.Method</c>), which is split at its last <c>::</c> so that <c>C:\x.dll::T.M</c> stays whole.
/// </summary>
public sealed record TargetName
{
    private static readonly string[] FileEndings = [".dll", ".csproj", ".cs"];

    private TargetName(string text, string? file, string? plugin, string? member)
    {
        Text = text;
        File = file;
        Plugin = plugin;
        Member = member;
    }

    /// <summary>As the user wrote it.</summary>
    public string Text { get; }

    /// <summary>The path or <c>pkg:</c> reference before <c>::</c>; null for a workload looked up by name.</summary>
    public string? File { get; }

    /// <summary>The plugin before the slash of a workload's name; null if none was given.</summary>
    public string? Plugin { get; }

    /// <summary>The workload's name or <c>Type.Method</c>; null: the one workload of the file.</summary>
    public string? Member { get; }

    /// <summary>True for a method or class of any assembly, false for a workload looked up in the plugins' folders.</summary>
    public bool IsFile => File is not null;

    public static TargetName Parse(string word)
    {
        var cut = word.LastIndexOf("::", StringComparison.Ordinal);
        if (cut >= 0)
            return new(word, word[..cut], null, word[(cut + 2)..] is { Length: > 0 } member ? member : null);
        if (word.StartsWith("pkg:", StringComparison.Ordinal) || FileEndings.Any(e => word.EndsWith(e, StringComparison.OrdinalIgnoreCase)))
            return new(word, word, null, null);
        var slash = word.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new(word, null, null, word) : new(word, null, word[..slash], word[(slash + 1)..]);
    }

    public override string ToString() => Text;
}
