using System.Xml.Linq;
using Xunit;

namespace Cli.Tests.Commands;

public sealed class NewTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_new_plugin_bears_its_name_everywhere_and_never_overwrites()
    {
        var missing = Here().Start("new", "plugin", "Acme.Caches", "--source", "feed").End();
        Assert.Equal((3, false), (missing.Code, Directory.Exists(Path.Combine(folder.Path, "Acme.Caches"))));
        Assert.Contains($"there is no folder {Path.Combine(folder.Path, "feed")}", missing.Err, StringComparison.Ordinal);

        Directory.CreateDirectory(Path.Combine(folder.Path, "feed"));
        var made = Here().Start("new", "plugin", "Acme.Caches", "--source", "feed").End();
        Assert.True(made.Code == 0, made.Err);
        Assert.Contains("threadmill run acme.caches.add -t 4", made.Out, StringComparison.Ordinal);
        var root = Path.Combine(folder.Path, "Acme.Caches");
        string[] files = [.. Directory.GetFiles(root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f)).Order(StringComparer.Ordinal)];
        Assert.Equal(
            [".gitignore", "Acme.Caches.Tests/Acme.Caches.Tests.csproj", "Acme.Caches.Tests/WorkloadTests.cs", "Acme.Caches.slnx", "Acme.Caches/Acme.Caches.csproj",
             "Acme.Caches/Add.cs", "Acme.Caches/Counter.cs", "Acme.Caches/Digits.cs", "README.md", "nuget.config"], files);
        Assert.All(files, f => Assert.DoesNotContain("myplugin", File.ReadAllText(Path.Combine(root, f)), StringComparison.OrdinalIgnoreCase));
        Assert.Contains($"value=\"{Path.Combine(folder.Path, "feed")}\"", File.ReadAllText(Path.Combine(root, "nuget.config")), StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(root, "README.md"), "mine");
        var again = Here().Start("new", "plugin", "Acme.Caches").End();
        Assert.Equal((2, "mine"), (again.Code, File.ReadAllText(Path.Combine(root, "README.md"))));
        Assert.Contains("is there already; nothing was changed", again.Err, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("my-plugin", "perhaps MyPlugin?")]
    [InlineData("a.class", "is no name for a C# namespace")]
    [InlineData("../x", "is no name for a C# namespace")]
    [InlineData("Threadmill", "perhaps MyThreadmill?")]
    public void A_name_that_would_not_compile_is_refused(string name, string told)
    {
        var ran = Here().Start("new", "plugin", name).End();
        Assert.Equal(2, ran.Code);
        Assert.Contains(told, ran.Err, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void The_template_asks_for_the_versions_that_are_built()
    {
        string Own(string file, string element) => XDocument.Load(Path.Combine(Tool.Root, file)).Descendants(element).First().Value;
        var central = XDocument.Load(Path.Combine(Tool.Root, "Directory.Packages.props")).Descendants("PackageVersion").ToDictionary(p => p.Attribute("Include")!.Value, p => p.Attribute("Version")!.Value);
        central["Threadmill.Workloads"] = central["Threadmill.Testing"] = Own("Directory.Build.props", "Version");
        var asked = Directory.GetFiles(Path.Combine(Tool.Root, "tools", "templates", "plugin"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(f => XDocument.Load(f).Descendants("PackageReference")).ToArray();
        Assert.NotEmpty(asked);
        Assert.All(asked, p => Assert.Equal(central[p.Attribute("Include")!.Value], p.Attribute("Version")!.Value));
    }

    private Tool Here() => new Tool().In(folder.Path);
}
