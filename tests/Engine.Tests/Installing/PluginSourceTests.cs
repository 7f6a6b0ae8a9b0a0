using Threadmill.Engine;
using Threadmill.Engine.Installing;
using Xunit;

namespace Engine.Tests.Installing;

public sealed class PluginSourceTests
{
    [Theory]
    [InlineData("Acme.Workloads", "Acme.Workloads", null)]
    [InlineData("Acme@1.2.0", "Acme", "1.2.0")]
    [InlineData("Acme@1.2.0-rc.1", "Acme", "1.2.0-rc.1")]
    [InlineData("Acme@1.*", "Acme", "1.*")]
    [InlineData("Acme@*-*", "Acme", "*-*")]
    public void A_bare_word_is_a_package(string word, string id, string? version) =>
        Assert.Equal(new PluginSource.Package(id, version), PluginSource.Parse(word, "/"));

    [Theory]
    [InlineData("", ProblemKind.Invalid, "'' is neither a package")]
    [InlineData("Acme@", ProblemKind.Invalid, "'Acme@' is neither a package")]
    [InlineData("Acme@new", ProblemKind.Invalid, "NAME@1.2.3")]
    [InlineData("My.csproj", ProblemKind.Invalid, "is a source: build it first")]
    [InlineData("./nowhere", ProblemKind.Unavailable, "there is no './nowhere'")]
    [InlineData("no.dll", ProblemKind.Unavailable, "there is no 'no.dll'")]
    public void What_is_neither_package_nor_path_is_told(string word, ProblemKind kind, string told)
    {
        var problem = Assert.Single(Assert.Throws<ProblemException>(() => PluginSource.Parse(word, Path.GetTempPath())).Problems);
        Assert.Equal(kind, problem.Kind);
        Assert.Contains(told, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_SDK_the_error_says_where_it_was_looked_for()
    {
        var root = Scratch.New("sdk");
        var host = Path.Combine(root, "dotnet");
        File.WriteAllText(host, "");
        Directory.CreateDirectory(Path.Combine(root, "sdk", "10.0.100"));
        Assert.Equal(
            $"this needs the .NET SDK, and only the runtime is here (looked for 'sdk' beside /nowhere/dotnet, {host}); install the SDK or set DOTNET_ROOT",
            Assert.Throws<ProblemException>(() => DotnetSdk.Find("this", ["/nowhere/dotnet", host])).Message);
        File.WriteAllText(Path.Combine(root, "sdk", "10.0.100", "dotnet.dll"), "");
        DotnetSdk.Find("this", ["/nowhere/dotnet", host]);
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public void Errors_of_the_SDK_are_told_once_and_without_a_project_that_nobody_knows() => Assert.Equal(
        ["error NU1101: Unable to find package Acme. No packages exist with this id in source(s): local", "error : The local source '/x' doesn't exist.", "/my/a.cs(1,9): error CS0029: no"],
        new SdkOutput(1, """
            /tmp/a/p.csproj : error NU1101: Unable to find package Acme. No packages exist with this id in source(s): local [/tmp/a/p.csproj]
            /tmp/a/p.csproj : error NU1101: Unable to find package Acme. No packages exist with this id in source(s): local [/tmp/a/p.csproj]
            warning NU1900: something
            error : The local source '/x' doesn't exist. [/tmp/a/p.csproj]
            /my/a.cs(1,9): error CS0029: no [/tmp/a/p.csproj::TargetFramework=net10.0]
            """).Errors("/tmp/a/p.csproj"));
}
