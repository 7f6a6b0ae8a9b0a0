namespace Plugins.Tests;

/// <summary>A folder of the test's own, gone when the test ends.</summary>
internal sealed class Folder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("threadmill-plugins-");

    public FileInfo File(string name) => new(Path.Combine(folder.FullName, name));

    public FileInfo File(string name, byte[] content)
    {
        var file = File(name);
        System.IO.File.WriteAllBytes(file.FullName, content);
        return file;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
