using Xunit;

namespace Cli.Tests.Commands;

public sealed class PluginTests
{
    [Fact]
    public void Two_plugins_with_two_versions_of_one_library_run_side_by_side()
    {
        var ran = Tool.Run("run", "--plugin", Tool.Fixture("OldJson"), "--plugin", Tool.Fixture("NewJson"), "old.json", ":", "new.json", "--json");
        Assert.Equal(["12", "13"], ran.Json.GetProperty("threads").EnumerateArray().Select(t => t.GetProperty("returned").GetString()));
        Assert.Equal(2, ran.Json.GetProperty("plugins").GetArrayLength());
        Assert.All(ran.Json.GetProperty("plugins").EnumerateArray(), p => Assert.Equal(64, p.GetProperty("sha256").GetString()!.Length));
    }

    [Fact]
    public void A_plugin_with_a_native_library_works()
    {
        var ran = Tool.Run("run", "--plugin", Tool.Fixture("Native"), "native.query", "b=5", "-t", "2", "--json");
        Assert.Equal("45", ran.Thread(1).GetProperty("returned").GetString());
    }

    [Fact]
    public void Plugins_are_found_by_variable_and_in_the_projects_folder()
    {
        Assert.Equal(0, new Tool().With("THREADMILL_PLUGIN", Tool.Fixture("NewJson")).Start("run", "new.json").End().Code);
        using var folder = new Folder();
        var here = Path.Combine(folder.Path, ".threadmill", "plugins", "OldJson");
        Directory.CreateDirectory(here);
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(Tool.Fixture("OldJson"))!))
            File.Copy(file, Path.Combine(here, Path.GetFileName(file)));
        Assert.Equal(0, new Tool().In(folder.Path).Start("run", "old.json").End().Code);
    }

    [Fact]
    public void A_missing_dependency_is_an_error_only_when_the_plugin_is_asked_for()
    {
        using var folder = new Folder();
        File.Copy(Tool.Fixture("NewJson"), Path.Combine(folder.Path, "NewJson.dll"));
        var tool = new Tool().With("THREADMILL_PLUGIN", folder.Path);
        Assert.Equal(0, tool.Start("run", "nop").End().Code);
        var asked = tool.Start("run", "new.json", "--json").End();
        Assert.NotEqual(0, asked.Code);
        Assert.Contains("Newtonsoft.Json", asked.Out + asked.Err, StringComparison.Ordinal);
    }
}
