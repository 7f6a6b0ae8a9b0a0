using System.Diagnostics;

namespace Threadmill.Engine.Installing;

/// <summary>
/// A folder of installed plugins, <c>NAME/NAME.dll</c> each. A plugin is made beside and renamed into its place, under a
/// lock that the system drops with its holder; what a killed process left is put right by the next one.
/// </summary>
public sealed class PluginStore(string folder)
{
    private const string Staged = ".staged-";
    private const string Old = ".old-";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Stale = TimeSpan.FromHours(1);

    public string Folder => folder;

    /// <summary>Name and folder of each plugin, by name; those copied there by hand too.</summary>
    public IReadOnlyList<(string Name, string Folder)> All() => !Directory.Exists(folder) ? [] :
        [.. Directory.EnumerateDirectories(folder).Select(d => (Name: Path.GetFileName(d), Folder: d))
            .Where(p => p.Name[0] != '.' && File.Exists(Path.Combine(p.Folder, p.Name + ".dll"))).OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>An empty folder in which a plugin is made, on the same file system.</summary>
    public StagedFolder Stage()
    {
        try
        {
            return new(Directory.CreateDirectory(Path.Combine(folder, Staged + Guid.NewGuid().ToString("N"))).FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotChange(e);
        }
    }

    /// <summary>Puts a finished plugin into its place. What was there goes only when the new one stands.</summary>
    /// <param name="check">Given what is there now, under the lock; throws to leave it.</param>
    public void Place(string made, string name, Action<PluginReceipt?, bool> check) => Locked(() =>
    {
        var place = Path.Combine(folder, name);
        var exists = Directory.Exists(place);
        check(PluginReceipt.Of(place), exists);
        var old = Path.Combine(folder, Old + name);
        if (exists)
            Directory.Move(place, old);
        try
        {
            Directory.Move(made, place);
        }
        catch (Exception) when (exists)
        {
            Directory.Move(old, place);
            throw;
        }
        if (exists)
            Directory.Delete(old, recursive: true);
    });

    /// <summary>Deletes a plugin; renamed first, so that it goes at once or not at all.</summary>
    public void Remove(string name) => Locked(() =>
    {
        var old = Path.Combine(folder, Old + name);
        Directory.Move(Path.Combine(folder, name), old);
        // A plugin that is gone must not come back as one whose replacement failed.
        File.Delete(Path.Combine(old, name + ".dll"));
        Directory.Delete(old, recursive: true);
    });

    /// <summary>Runs something while no other process changes this folder or its manifest.</summary>
    public void Locked(Action change)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using var held = Lock();
            PutRight();
            change();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotChange(e);
        }
    }

    private ProblemException CannotChange(Exception e) => new(Problem.Unavailable($"{folder} cannot be changed: {e.Message.TrimEnd('.')}"));

    private FileStream Lock()
    {
        var from = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (from.Elapsed < Patience)
            {
                Thread.Sleep(20);
            }
        }
    }

    private void PutRight()
    {
        foreach (var old in Directory.EnumerateDirectories(folder, Old + "*").ToArray())
        {
            var name = Path.GetFileName(old)[Old.Length..];
            if (Directory.Exists(Path.Combine(folder, name)) || !File.Exists(Path.Combine(old, name + ".dll")))
                Directory.Delete(old, recursive: true);
            else
                Directory.Move(old, Path.Combine(folder, name));
        }
        foreach (var staged in Directory.EnumerateDirectories(folder, Staged + "*").Where(s => DateTime.UtcNow - Directory.GetLastWriteTimeUtc(s) > Stale).ToArray())
            Directory.Delete(staged, recursive: true);
    }
}

/// <summary>A folder that is gone when it is disposed, whatever became of it.</summary>
public sealed class StagedFolder(string path) : IDisposable
{
    public string Path => path;

    public string Sub(string name) => Directory.CreateDirectory(System.IO.Path.Combine(path, name)).FullName;

    public void Dispose()
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }
}
