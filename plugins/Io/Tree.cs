namespace Threadmill.Plugins.Io;

/// <summary>The folder that the threads of a group walk.</summary>
public sealed class Tree : IDisposable
{
    private const int Branches = 8;
    private readonly DirectoryInfo? made;

    /// <param name="folder">What to walk; by default a temporary tree is made and deleted at the end.</param>
    /// <param name="folders">Folders of the tree that is made, 1 or more, eight to each one above; of no account with <paramref name="folder"/>.</param>
    /// <param name="files">Empty files in each of them, 0 or more.</param>
    public Tree(DirectoryInfo? folder = null, int folders = 100, int files = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folders, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(files);
        if (folder is { Exists: false })
            throw new DirectoryNotFoundException($"folder '{folder.FullName}' does not exist");
        if (folder is null)
        {
            made = Directory.CreateTempSubdirectory("threadmill-");
            Grow(folders, files);
            Expected = folders + ((long)folders * files);
        }
        Root = folder ?? made!; // made just now
    }

    internal DirectoryInfo Root { get; }

    /// <summary>Entries below the root; null if it was not made here.</summary>
    internal long? Expected { get; }

    public void Dispose() => made?.Delete(recursive: true);

    private void Grow(int folders, int files)
    {
        var paths = new List<string> { made!.FullName }; // called after it was made
        for (int i = 1; i <= folders; i++)
        {
            string path = Path.Combine(paths[(i - 1) / Branches], $"folder-{i}");
            Directory.CreateDirectory(path);
            paths.Add(path);
            for (int file = 0; file < files; file++)
                File.Create(Path.Combine(path, $"file-{file}")).Dispose();
        }
    }
}
