using System.IO.Hashing;
using System.Text;
using Threadmill.Engine;
using Threadmill.Engine.Plugins;

namespace Threadmill.Cli.Sources;

/// <summary>
/// A source's folder in the user's cache: where it is built, and each result of it, which is never changed again, since a run
/// may have it loaded. One file, replaced as a whole, says which result is the newest and of what it was made.
/// </summary>
internal sealed class SourceFolder
{
    private static readonly TimeSpan Newest = TimeSpan.FromDays(1);
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(30);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly string path;

    private SourceFolder(string path) => this.path = path;

    /// <summary>Where the SDK builds; kept, so that it need not build all again. Only with the lock.</summary>
    public string Work => Path.Combine(path, "work");

    private string Current => Path.Combine(path, "current");

    /// <summary>Is there while a build is on: one that was cut short left it behind.</summary>
    private string Unfinished => Path.Combine(path, "unfinished");

    public static SourceFolder Of(Source source)
    {
        var maker = BuildIdentity.Of(typeof(SourceFolder).Assembly);
        var key = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{maker}\n{source.Identity}"));
        var name = string.Concat(source.Name.Take(40).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_'));
        return new(Path.Combine(Root, $"{name}-{key:x16}"));
    }

    /// <summary>The DLLs of the newest result; null if there is none, or what it was made of has changed since.</summary>
    /// <param name="isFloating">A day later it is not the newest any more.</param>
    public string[]? Fresh(bool isFloating)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(Current);
            if (isFloating && DateTime.UtcNow - File.GetLastWriteTimeUtc(Current) > Newest)
                return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        var dlls = Dlls(lines);
        return File.Exists(dlls.FirstOrDefault()) && lines.Select(SourceInput.TryRead).All(i => i?.IsUnchanged() ?? true) ? dlls : null;
    }

    /// <summary>The newest result, whatever happened since; null if there is none.</summary>
    public string[]? Latest() => File.Exists(Current) ? Dlls(File.ReadAllLines(Current)) : null;

    /// <summary>Waits until nobody else builds here.</summary>
    /// <param name="mustGiveUp">Asked while waiting.</param>
    public IDisposable Lock(Action mustGiveUp)
    {
        Directory.CreateDirectory(path);
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                mustGiveUp();
                Thread.Sleep(Tick);
            }
        }
    }

    /// <summary>A clean place, if the last build was cut short: half-written files look up to date to the next one.</summary>
    public void Begin()
    {
        if (File.Exists(Unfinished) && Directory.Exists(Work))
            Directory.Delete(Work, recursive: true);
        Directory.CreateDirectory(Work);
        File.WriteAllText(Unfinished, "");
    }

    /// <summary>The compiler refused: what is there is whole.</summary>
    public void Refused() => File.Delete(Unfinished);

    /// <summary>Copies the folder of a DLL that was built to where it stays, and makes it the newest result.</summary>
    /// <param name="complete">Adds to the copy, and gives the DLLs in it, the main one first.</param>
    public string[] Publish(string built, IEnumerable<SourceInput> inputs, Func<string, string[]> complete)
    {
        var result = $"{DateTime.UtcNow:yyyyMMddHHmmssfffffff}";
        var beside = Path.Combine(path, $"{result}.part");
        Copy(Path.GetDirectoryName(built)!, beside);
        var names = complete(beside).Select(Path.GetFileName).ToArray();
        Directory.Move(beside, Path.Combine(path, result));
        var part = Current + ".part";
        File.WriteAllLines(part, [.. names.Select(n => $"dll\t{Path.Combine(path, result, n!)}"), .. inputs.Select(i => i.Line())]);
        File.Move(part, Current, overwrite: true);
        File.Delete(Unfinished);
        Prune(result);
        return Dlls(File.ReadAllLines(Current));
    }

    private static string Root => Path.Combine(Path.GetDirectoryName(MetadataCache.DefaultFile)!, "sources");

    private static string[] Dlls(string[] lines) => [.. lines.Where(l => l.StartsWith("dll\t", StringComparison.Ordinal)).Select(l => l["dll\t".Length..])];

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        foreach (var folder in Directory.GetDirectories(from))
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }

    /// <summary>Removes older results that no run can still want, and sources that nobody built for a month.</summary>
    private void Prune(string newest)
    {
        var old = Directory.GetDirectories(path, "2*").Where(d => Path.GetFileName(d) != newest && DateTime.UtcNow - Directory.GetCreationTimeUtc(d) > Newest);
        var forgotten = Directory.GetDirectories(Root).Where(d => d != path && DateTime.UtcNow - Directory.GetLastWriteTimeUtc(d) > Forgotten);
        foreach (var folder in old.Concat(forgotten))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // In use, or another's: the next build tries again.
            }
        }
    }
}
