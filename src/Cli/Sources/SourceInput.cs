using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Threadmill.Cli.Sources;

/// <summary>A file, or the set of source files in a folder, of which something was built: as it was then.</summary>
/// <param name="Ticks">When it was changed; 0 for what was not there, and for folders.</param>
/// <param name="Hash">Of the content; of the names, for a folder.</param>
internal sealed record SourceInput(string Path, bool IsFolder, long Ticks, long Bytes, ulong Hash)
{
    private static readonly string[] SourceEndings = [".cs", ".fs", ".vb", ".resx", ".razor", ".cshtml"];
    private static readonly EnumerationOptions Readable = new() { IgnoreInaccessible = true };

    public static SourceInput OfFile(string path)
    {
        var info = new FileInfo(path);
        return info.Exists ? new(path, false, info.LastWriteTimeUtc.Ticks, info.Length, ContentHash(path)) : new(path, false, 0, 0, 0);
    }

    /// <summary>All source files beneath, whatever is in them: a project takes in those that are added.</summary>
    public static SourceInput OfFolder(string path) => new(path, true, 0, 0, NamesHash(path));

    /// <summary>By time and size, and where these differ by content: a file that was only touched is the same.</summary>
    public bool IsUnchanged()
    {
        if (IsFolder)
            return NamesHash(Path) == Hash;
        var info = new FileInfo(Path);
        if (!info.Exists)
            return Ticks == 0;
        return info.Length == Bytes && Ticks != 0 && (info.LastWriteTimeUtc.Ticks == Ticks || ContentHash(Path) == Hash);
    }

    public string Line() => string.Create(CultureInfo.InvariantCulture, $"{(IsFolder ? "folder" : "file")}\t{Ticks}\t{Bytes}\t{Hash:x}\t{Path}");

    /// <summary>Null: not such a line.</summary>
    public static SourceInput? TryRead(string line) =>
        line.Split('\t', 5) is [("file" or "folder") and var kind, var ticks, var bytes, var hash, var path]
        && long.TryParse(ticks, CultureInfo.InvariantCulture, out var t) && long.TryParse(bytes, CultureInfo.InvariantCulture, out var b)
        && ulong.TryParse(hash, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var h)
            ? new(path, kind == "folder", t, b, h)
            : null;

    private static ulong ContentHash(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var hash = new XxHash3();
        hash.Append(file);
        return hash.GetCurrentHashAsUInt64();
    }

    private static ulong NamesHash(string folder) =>
        XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(string.Join('\n', Sources(folder).Order(StringComparer.Ordinal))));

    private static IEnumerable<string> Sources(string folder)
    {
        if (!Directory.Exists(folder))
            yield break;
        foreach (var file in Directory.EnumerateFiles(folder, "*", Readable))
        {
            if (SourceEndings.Contains(System.IO.Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                yield return file;
        }
        foreach (var inner in Directory.EnumerateDirectories(folder, "*", Readable))
        {
            var name = System.IO.Path.GetFileName(inner);
            if (name is "bin" or "obj" or "node_modules" || name.StartsWith('.'))
                continue;
            foreach (var file in Sources(inner))
                yield return file;
        }
    }
}
