using Xunit;

namespace Cli.Tests.Sources;

/// <summary>Targets that the SDK makes of source. Packages that are named here are restored by the tests' own solution.</summary>
public sealed class SourceTests : IDisposable
{
    private const string Building = "building";

    private const string Script = """
        #!/usr/bin/env dotnet
        #:package Newtonsoft.Json@13.0.3
        using Newtonsoft.Json;
        static string Work(int n = 5) => JsonConvert.SerializeObject(new int[n]);
        await Task.Yield(); return Work(args.Length).Length;
        file static class Own { internal static string Twice(string s) => s + s; }
        """;

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_script_is_built_by_one_of_two_runs_and_again_only_when_it_changes()
    {
        var script = folder.File("mit Leerzeichen, é/häufig.cs", Script);
        Running[] first = [Tool().Start("run", script, "a", "b", "--json"), Tool().Start("run", script, "a", "b", "--json")];
        var ends = first.Select(f => f.End()).ToArray();
        Assert.All(ends, e => Assert.Equal((0, "5"), (e.Code, Returned(e))));
        Assert.Single(ends, e => e.Err.Contains(Building, StringComparison.Ordinal));

        File.SetLastWriteTimeUtc(script, DateTime.UtcNow.AddMinutes(1));
        var members = Tool().Start("run", $"{script}::Work", "n=2", ":", $"{script}::Own.Twice", "ab", "--json").End();
        Assert.Equal(["[0,0]", "abab"], [Returned(members), Returned(members, 1)]);
        Assert.DoesNotContain(Building, members.Err, StringComparison.Ordinal);
        Assert.Equal($"{script}::Work", members.Json.GetProperty("plan").GetProperty("spec")[0].GetProperty("target").GetString());

        File.WriteAllText(script, Script.Replace("s + s", "s + s + s", StringComparison.Ordinal));
        var changed = Tool().Start("run", $"{script}::Twice", "ab", "--json", "--quiet").End();
        Assert.Equal(("ababab", ""), (Returned(changed), changed.Err));
    }

    [Fact]
    public void What_cannot_be_built_is_told_with_the_compilers_lines_and_beside_all_else()
    {
        var script = folder.File("wrong.cs", "int x = \"a\";\nfoo();\n");
        var ran = Tool().In(folder.Path).Start("run", "wrong.cs", ":", "none.cs", ":", "pkg:nuget/no version@::A.B").End();
        Assert.Equal((2, ""), (ran.Code, ran.Out));
        Assert.Contains($"{script}(1,9): error CS0029", ran.Err, StringComparison.Ordinal);
        Assert.Contains($"{script}(2,1): error CS0103", ran.Err, StringComparison.Ordinal);
        Assert.Contains("there is no file", ran.Err, StringComparison.Ordinal);
        Assert.Contains("is no package reference", ran.Err, StringComparison.Ordinal);
        Assert.Equal(3, Tool().In(folder.Path).Start("run", "wrong.cs").End().Code);
    }

    [Fact]
    public void Two_versions_of_a_package_run_side_by_side()
    {
        const string call = "::JsonConvert.DeserializeObject";
        var ran = Tool().Start("run", $"pkg:nuget/Newtonsoft.Json@13.0.3{call}", "{\"a\":[1,2,3]}", "-t", "2", ":", $"pkg:nuget/Newtonsoft.Json@12.0.3{call}", "[5]", "--json").End();
        Assert.Equal(0, ran.Code);
        Assert.Equal(["12.0.3", "13.0.3"], ran.Json.GetProperty("plugins").EnumerateArray().Select(p => p.GetProperty("version").GetString()).Order());
        Assert.Contains("\"a\"", Returned(ran), StringComparison.Ordinal);
        Assert.Contains("5", Returned(ran, 2), StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_is_built_again_when_a_file_of_it_or_of_what_it_refers_to_is_changed_or_added()
    {
        const string head = """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>""";
        folder.File("Base/Base.csproj", $"{head}</Project>");
        var number = folder.File("Base/Number.cs", "namespace Base; public static class Number { public static int Value => 1; }");
        var project = folder.File("Ünder/Top.csproj", $"""{head}<ItemGroup><ProjectReference Include="../Base/Base.csproj" /></ItemGroup></Project>""");
        folder.File("Ünder/Own.cs", "namespace Top; public static class Own { public static int Get() => Base.Number.Value; }");
        Assert.Equal("1", Get());
        File.WriteAllText(number, "namespace Base; public static class Number { public static int Value => 22; }");
        Assert.Equal("22", Get());
        folder.File("Ünder/Inner/More.cs", "namespace Top; public static class More { public static int Get() => 3; }");
        Assert.Equal("3", Get("More"));
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "Ünder", "obj")), "the user's folder is left alone");

        string Get(string type = "Own") => Returned(Tool().Start("run", $"{project}::{type}.Get", "--json").End());
    }

    [Fact]
    public void A_script_without_statements_offers_its_workloads_to_list_and_describe()
    {
        var script = folder.File("loads.cs", """
            using Threadmill;
            public static class Loads
            {
                /// <summary>Doubles a number.</summary>
                [Workload("my.double")] public static int Double(int n = 3) => n * 2;
            }
            """);
        Assert.Contains("my.double  Doubles a number.", Tool().Start("list", script).End().Out, StringComparison.Ordinal);
        var described = Tool().Start("describe", $"{script}::my.double").End();
        Assert.Contains("my.double(int n = 3)", described.Out, StringComparison.Ordinal);
        Assert.Equal("", described.Err);
        Assert.Equal("6", Returned(Tool().Start("run", script, "--json").End()));
    }

    [Fact]
    public void A_build_that_is_interrupted_leaves_nothing_half_made()
    {
        var script = folder.File("slow.cs", "return 7;");
        using var running = Tool().Start("run", script);
        Running.Until(() => Directory.Exists(Cache) && Directory.GetFiles(Cache, "unfinished", SearchOption.AllDirectories).Length > 0, "a build");
        running.Signal("TERM");
        var ran = running.End();
        Assert.Equal((143, ""), (ran.Code, ran.Out));
        Assert.Equal("7", Returned(Tool().Start("run", script, "--json").End()));
    }

    [Fact]
    public void Without_an_SDK_it_says_so()
    {
        var dotnet = DotnetCopy.In(folder.Path);
        var script = folder.File("some.cs", "return 7;");
        var ran = Tool().With("PATH", "/usr/bin-without-dotnet").With("DOTNET_ROOT", null).With("DOTNET_HOST_PATH", null).StartAs(dotnet, "exec", Cli.Tests.Tool.Dll, "run", script).End();
        Assert.Equal(3, ran.Code);
        Assert.Contains("building some.cs needs the .NET SDK, and only the runtime is here", ran.Err, StringComparison.Ordinal);
    }

    private string Cache => Path.Combine(folder.Path, "cache");

    private Tool Tool() => new Tool().With("XDG_CACHE_HOME", Cache);

    private static string Returned(Ran ran, int thread = 0) =>
        ran.Out.Length > 0 ? ran.Thread(thread).GetProperty("returned").GetString()! : throw new InvalidOperationException(ran.Err);
}
