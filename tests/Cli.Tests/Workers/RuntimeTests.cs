using Cli.Tests.Sources;
using Xunit;

namespace Cli.Tests.Workers;

/// <summary>Assemblies that were not made for the runtime that the tool itself runs on: what others gave up a tool of this kind for.</summary>
public sealed class RuntimeTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("net8.0")]
    [InlineData("netstandard2.0")]
    public void An_unoptimised_assembly_for_an_older_framework_runs_with_packages_that_are_not_beside_it(string framework)
    {
        var ran = Tool.Run("run", $"{Lean(framework)}::Numbers.Json", "3", "--json");
        Assert.Equal("[0,0,0]", ran.Thread(0).GetProperty("returned").GetString());
        Assert.Contains(ran.Json.GetProperty("diagnostics").EnumerateArray(), d => d.GetProperty("code").GetString() == "debug-build");
    }

    [Fact]
    public void A_type_whose_dependency_is_missing_leaves_the_others_usable()
    {
        var alone = Path.Combine(folder.Path, "Lean.dll");
        File.Copy(Lean("netstandard2.0"), alone);
        Assert.Equal("6", Tool.Run("run", $"{alone}::Numbers.Twice", "3", "--json").Thread(0).GetProperty("returned").GetString());
        var missing = Tool.Run("run", $"{alone}::Numbers.Json", "3", "--json");
        Assert.Equal(1, missing.Code);
        Assert.Contains("Newtonsoft.Json", missing.Json.GetProperty("exceptions")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("process")]
    [InlineData("group")]
    public void An_assembly_that_needs_another_shared_framework_gets_it(string isolation)
    {
        var ran = Tool.Run("run", "nop", ":", $"{Lean("net10.0")}::Numbers.Web", "a", "--group", "web", "--isolate", isolation, "--json");
        Assert.Equal((0, "/a/more"), (ran.Code, ran.Thread(1).GetProperty("returned").GetString()));
        Assert.All(ran.Json.GetProperty("workers").EnumerateArray(), w => Assert.Equal(0, w.GetProperty("exitCode").GetInt32()));
    }

    [Fact]
    public void A_shared_framework_that_cannot_be_had_is_told_with_what_there_is()
    {
        string[] words = ["run", $"{Lean("net10.0")}::Numbers.Web", "a"];
        var without = new Tool().StartAs(DotnetCopy.In(folder.Path), ["exec", Tool.Dll, .. words]).End();
        Assert.Equal(3, without.Code);
        Assert.Contains("needs Microsoft.AspNetCore.App", without.Err, StringComparison.Ordinal);
        Assert.Contains($"{folder.Path} has no Microsoft.AspNetCore.App", without.Err, StringComparison.Ordinal);
        var inside = Tool.Run([.. words, "--isolate", "none"]);
        Assert.Equal(3, inside.Code);
        Assert.Contains("leave --isolate none out", inside.Err, StringComparison.Ordinal);
    }

    [Fact]
    public void An_assembly_for_a_newer_framework_is_refused_with_the_versions_of_both()
    {
        var compiled = Path.Combine(folder.Path, "Compiled.dll");
        var image = File.ReadAllBytes(Lean("net10.0"));
        var at = image.AsSpan().IndexOf("Version=v10.0"u8);
        "Version=v99.0"u8.CopyTo(image.AsSpan(at));
        File.WriteAllBytes(compiled, image);
        var configured = Path.Combine(folder.Path, "Configured.dll");
        File.Copy(Lean("net10.0"), configured);
        folder.File("Configured.runtimeconfig.json", """{ "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App", "version": "98.0.0-preview.1" } } }""");
        var ran = Tool.Run("run", $"{compiled}::Numbers.Twice", "1", ":", $"{configured}::Numbers.Twice", "1");
        Assert.Equal((3, ""), (ran.Code, ran.Out));
        Assert.Contains($"{compiled} needs Microsoft.NETCore.App 99.0, which is not installed", ran.Err, StringComparison.Ordinal);
        Assert.Contains($"{configured} needs Microsoft.NETCore.App 98.0.0, which is not installed", ran.Err, StringComparison.Ordinal);
        Assert.Contains($"has Microsoft.NETCore.App {Environment.Version}", ran.Err, StringComparison.Ordinal);
    }

    private static string Lean(string framework) => Tool.Fixture("Lean").Replace("net10.0", framework, StringComparison.Ordinal);
}
