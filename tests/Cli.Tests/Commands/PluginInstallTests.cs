using System.IO.Compression;
using System.Text.Json;
using Xunit;

namespace Cli.Tests.Commands;

/// <summary>Plugins that are installed, with a data folder of the test's own.</summary>
public sealed class PluginInstallTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_package_with_its_dependencies_is_installed_run_and_removed()
    {
        var feed = Feed("1.0.0");
        Assert.Equal("added NewJson 1.0.0: new.json\n", Good("plugin", "add", "Acme.Json", "--source", feed).Out);
        Assert.Equal("13", Good("run", "new.json", "--json").Thread(0).GetProperty("returned").GetString());
        Assert.Equal("NewJson 1.0.0 is the newest\n", Good("plugin", "update").Out);
        Pack(feed, "Acme.Json", "1.1.0", Tool.Fixture("NewJson"), ("Newtonsoft.Json", "13.0.3"), ("Threadmill.Workloads", "1.0.0"));
        Assert.Equal("updated NewJson 1.0.0 to 1.1.0: new.json\n", Good("plugin", "update", "newjson").Out);

        var wrong = Bad(3, "plugin", "add", "Acme.Json@7.0.0", "--source", feed);
        Assert.Contains("Unable to find package Acme.Json with version (= 7.0.0)", wrong.Err, StringComparison.Ordinal);
        var listed = Good("plugin", "list", "--json").Json.GetProperty("plugins")[0];
        Assert.Equal(("NewJson", "1.1.0", "Acme.Json"), (Text(listed, "name"), Text(listed, "version"), Text(listed, "from")));
        Assert.Equal("removed NewJson 1.1.0\n", Good("plugin", "remove", "Acme.Json").Out);
        Assert.Contains("no workload 'new.json'", Bad(3, "run", "new.json").Err, StringComparison.Ordinal);
    }

    [Fact]
    public void A_DLL_brings_what_its_deps_file_names_and_a_replaced_one_is_whole()
    {
        Good("plugin", "add", Tool.Fixture("Native"));
        Assert.Equal("45", Good("run", "native.query", "b=5", "--json").Thread(0).GetProperty("returned").GetString());
        Assert.Equal("added Native 1.0.0 again: native.query\n", Good("plugin", "add", Path.GetDirectoryName(Tool.Fixture("Native"))! + "/").Out);
        Assert.Equal("45", Good("run", "native.query", "b=5", "--json").Thread(0).GetProperty("returned").GetString());
    }

    [Fact]
    public void What_is_no_plugin_is_refused_with_its_reason_and_nothing_changes()
    {
        Good("plugin", "add", Tool.Fixture("NewJson"));
        var garbage = folder.File("Garbage.dll", "MZ garbage");
        Assert.Contains("Garbage.dll is not a plugin: it is not a .NET assembly", Bad(3, "plugin", "add", garbage).Err, StringComparison.Ordinal);
        var library = Path.Combine(Path.GetDirectoryName(Tool.Fixture("NewJson"))!, "Newtonsoft.Json.dll");
        Assert.Contains("it does not use Threadmill.Workloads", Bad(3, "plugin", "add", library).Err, StringComparison.Ordinal);
        Assert.Contains("is not a NuGet package", Bad(3, "plugin", "add", folder.File("x.nupkg", "no")).Err, StringComparison.Ordinal);
        Assert.Contains("no plugin 'NewJsn' is installed; did you mean 'NewJson'?", Bad(3, "plugin", "remove", "NewJsn").Err, StringComparison.Ordinal);
        Assert.Contains("say which: threadmill plugin add, list, update, remove, restore", Bad(2, "plugin").Err, StringComparison.Ordinal);
        Assert.Contains("plugin add needs PACKAGE[@VERSION]|PATH", Bad(2, "plugin", "add").Err, StringComparison.Ordinal);
        Assert.Equal([".lock", "NewJson"], Directory.EnumerateFileSystemEntries(Path.Combine(folder.Path, "data/threadmill/plugins")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(0, Good("run", "new.json").Code);
    }

    [Fact]
    public void A_project_names_its_plugins_in_a_manifest_and_restores_them()
    {
        var project = Directory.CreateDirectory(Path.Combine(folder.Path, "project", "deep")).FullName;
        File.Copy(Tool.Fixture("OldJson"), Path.Combine(folder.Path, "project", "OldJson.dll"));
        File.Copy(Path.ChangeExtension(Tool.Fixture("OldJson"), ".deps.json"), Path.Combine(folder.Path, "project", "OldJson.deps.json"));
        Here().In(Path.Combine(folder.Path, "project")).Start("plugin", "add", "./OldJson.dll", "--project").End();
        var manifest = Path.Combine(folder.Path, "project", ".threadmill", "plugins.json");
        Assert.Equal("OldJson.dll", JsonDocument.Parse(File.ReadAllText(manifest)).RootElement.GetProperty("plugins").GetProperty("OldJson").GetProperty("path").GetString());
        Directory.Delete(Path.Combine(folder.Path, "project", ".threadmill", "plugins"), recursive: true);

        var missing = Here().In(project).Start("plugin", "list").End();
        Assert.Contains("OldJson cannot be used: it is not restored", missing.Err, StringComparison.Ordinal);
        var unrestored = Here().In(project).Start("run", "old.json").End();
        Assert.Equal(3, unrestored.Code);
        Assert.Contains("no workload 'old.json'", unrestored.Err, StringComparison.Ordinal);
        Assert.Contains("the project wants OldJson too, not restored yet: threadmill plugin restore", unrestored.Err, StringComparison.Ordinal);
        Assert.Equal("added OldJson 1.0.0: old.json\n", Here().In(project).Start("plugin", "restore").End().Out);
        Assert.True(File.Exists(Path.Combine(folder.Path, "project", ".threadmill", "plugins", "OldJson", "OldJson.dll")));
        Assert.Equal("removed OldJson 1.0.0\n", Here().In(project).Start("plugin", "remove", "OldJson", "--project").End().Out);

        File.WriteAllText(manifest, """{ "version": 1, "plugins": { "A": { "path": "gone.dll" }, "B": { "package": "Acme.Json", "version": "new" } } }""");
        var wrong = Here().In(project).Start("plugin", "restore").End();
        Assert.Equal(2, wrong.Code);
        Assert.Contains("A: there is no", wrong.Err, StringComparison.Ordinal);
        Assert.Contains("B: 'Acme.Json@new' is neither", wrong.Err, StringComparison.Ordinal);
        File.WriteAllText(manifest, """{ "version": 1, "plugin": {} }""");
        Assert.Contains("plugins.json(1,", Here().In(project).Start("plugin", "restore").End().Err, StringComparison.Ordinal);
    }

    private Tool Here() => new Tool().In(folder.Path).With("XDG_DATA_HOME", Path.Combine(folder.Path, "data"));

    private Ran Good(params string[] words)
    {
        var ran = Here().Start(words).End();
        Assert.True(ran.Code == 0, $"threadmill {string.Join(' ', words)}: exit {ran.Code}\n{ran.Err}");
        return ran;
    }

    private Ran Bad(int code, params string[] words)
    {
        var ran = Here().Start(words).End();
        Assert.True(ran.Code == code && ran.Out.Length == 0, $"threadmill {string.Join(' ', words)}: exit {ran.Code}\n{ran.Out}\n{ran.Err}");
        return ran;
    }

    private static string? Text(JsonElement element, string property) => element.GetProperty(property).GetString();

    /// <summary>A folder of packages: a plugin, and the library it needs.</summary>
    private string Feed(string version)
    {
        var feed = Directory.CreateDirectory(Path.Combine(folder.Path, "feed")).FullName;
        Pack(feed, "Newtonsoft.Json", "13.0.3", Path.Combine(Path.GetDirectoryName(Tool.Fixture("NewJson"))!, "Newtonsoft.Json.dll"));
        Pack(feed, "Acme.Json", version, Tool.Fixture("NewJson"), ("Newtonsoft.Json", "13.0.3"), ("Threadmill.Workloads", "1.0.0"));
        return feed;
    }

    private static void Pack(string feed, string id, string version, string dll, params (string Id, string Version)[] dependencies)
    {
        using var package = ZipFile.Open(Path.Combine(feed, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        package.CreateEntryFromFile(dll, "lib/net10.0/" + Path.GetFileName(dll));
        using var spec = new StreamWriter(package.CreateEntry($"{id}.nuspec").Open());
        spec.Write($"""
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
              <id>{id}</id><version>{version}</version><authors>a</authors><description>d</description>
              <dependencies><group targetFramework="net10.0">{string.Concat(dependencies.Select(d => $"<dependency id=\"{d.Id}\" version=\"{d.Version}\" />"))}</group></dependencies>
            </metadata></package>
            """);
    }
}
