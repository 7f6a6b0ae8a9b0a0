using Threadmill.Engine;
using Threadmill.Engine.Installing;
using Xunit;

namespace Engine.Tests.Installing;

public sealed class PluginStoreTests : IDisposable
{
    private readonly string root = Scratch.New("store");

    [Fact]
    public void Of_many_at_once_one_whole_plugin_stays_and_nothing_is_left_beside_it()
    {
        Parallel.For(0, 16, n => Place(new PluginStore(root), "Acme", $"{n}"));
        var (name, folder) = Assert.Single(new PluginStore(root).All());
        Assert.Equal("Acme", name);
        Assert.Equal(PluginReceipt.Of(folder)!.Version, File.ReadAllText(Path.Combine(folder, "Acme.dll")));
        Assert.Equal([".lock", "Acme"], Directory.EnumerateFileSystemEntries(root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_a_killed_process_took_away_comes_back()
    {
        var store = new PluginStore(root);
        Place(store, "Acme", "1");
        Place(store, "Gone", "1");
        Directory.Move(Path.Combine(root, "Acme"), Path.Combine(root, ".old-Acme"));
        Directory.Move(Path.Combine(root, "Gone"), Path.Combine(root, ".old-Gone"));
        File.Delete(Path.Combine(root, ".old-Gone", "Gone.dll"));
        Directory.SetLastWriteTimeUtc(Directory.CreateDirectory(Path.Combine(root, ".staged-old")).FullName, DateTime.UtcNow.AddHours(-2));
        store.Locked(() => { });
        Assert.Equal([".lock", "Acme"], Directory.EnumerateFileSystemEntries(root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_refused_plugin_leaves_what_was_there()
    {
        var store = new PluginStore(root);
        Place(store, "Acme", "1");
        Assert.Throws<ProblemException>(() => Place(store, "Acme", "2", (_, _) => throw new ProblemException(Problem.Unavailable("no"))));
        Assert.Equal("1", File.ReadAllText(Path.Combine(root, "Acme", "Acme.dll")));
        Assert.Equal([".lock", "Acme"], Directory.EnumerateFileSystemEntries(root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_removed_plugin_is_gone_and_a_folder_that_cannot_be_made_is_told()
    {
        var store = new PluginStore(root);
        Place(store, "Acme", "1");
        store.Remove("Acme");
        Assert.Empty(store.All());
        var file = Path.Combine(root, "file");
        File.WriteAllText(file, "");
        Assert.StartsWith($"{file}/plugins cannot be changed: ", Assert.Throws<ProblemException>(() => new PluginStore($"{file}/plugins").Stage()).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static void Place(PluginStore store, string name, string version, Action<PluginReceipt?, bool>? check = null)
    {
        using var stage = store.Stage();
        var made = stage.Sub("plugin");
        File.WriteAllText(Path.Combine(made, name + ".dll"), version);
        new PluginReceipt { Name = name, Version = version }.Write(made);
        store.Place(made, name, check ?? ((_, _) => { }));
    }
}
