using System.Runtime.InteropServices;
using Threadmill.Engine;
using Threadmill.Engine.Plugins;
using Xunit;

namespace Engine.Tests.Plugins;

/// <summary>Native code finds the runtime of its workers as an app host would.</summary>
public sealed class DotnetFolderTests : IDisposable
{
    private static readonly string Host = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
    private static readonly string Architecture = RuntimeInformation.ProcessArchitecture.ToString();
    private static readonly Version Ten = new(10, 0);

    private readonly string scratch = Scratch.New("dotnet");
    private readonly Dictionary<string, string> variables = [];

    public void Dispose() => Directory.Delete(scratch, recursive: true);

    [Fact]
    public void A_variable_for_the_architecture_wins_over_the_general_one_and_over_what_is_registered()
    {
        var (own, general, registered) = (Installed("own", "10.0.1"), Installed("general", "10.0.2"), Installed("registered", "10.0.3"));
        Register("install_location", registered);
        Assert.Equal(registered, Find());
        variables["DOTNET_ROOT"] = general;
        Assert.Equal(general, Find());
        variables[$"DOTNET_ROOT_{Architecture.ToUpperInvariant()}"] = own;
        Assert.Equal(own, Find());
    }

    [Fact]
    public void What_is_registered_for_the_architecture_wins_and_the_usual_folders_come_before_the_path()
    {
        var onPath = Installed("path", "10.0.0");
        variables["PATH"] = $"{Path.Combine(scratch, "nothing")}{Path.PathSeparator}{onPath}";
        Assert.Equal(onPath, Find());
        var usual = Installed("usr/lib/dotnet", "10.0.0");
        Assert.Equal(usual, Find());
        Register("install_location", Installed("any", "10.0.0"));
        var own = Installed("own", "10.0.0");
        Register($"install_location_{Architecture.ToLowerInvariant()}", own);
        Assert.Equal(own, Find());
    }

    [Fact]
    public void A_folder_without_a_runtime_that_is_new_enough_is_passed_over_and_named_where_there_is_no_other()
    {
        var old = Installed("old", "8.0.4", "9.0.11");
        variables["DOTNET_ROOT"] = old;
        var problem = Assert.Single(Assert.Throws<ProblemException>(Find).Problems);
        Assert.Equal(ProblemKind.Unavailable, problem.Kind);
        Assert.Contains($".NET 10.0 runtime, and {old} has none", problem.Message, StringComparison.Ordinal);
        var later = Installed("usr/share/dotnet", "11.0.0-preview.1");
        Assert.Equal(later, Find());
    }

    [Fact]
    public void Without_any_it_is_told_what_to_do() => Assert.Contains($"no {Host} is found; install it, or set DOTNET_ROOT", Assert.Throws<ProblemException>(Find).Message, StringComparison.Ordinal);

    private string Find() => new DotnetFolder(scratch, variables.GetValueOrDefault).Find(Ten);

    private string Installed(string folder, params string[] versions)
    {
        var root = Path.Combine(scratch, folder);
        foreach (var version in versions)
            Directory.CreateDirectory(Path.Combine(root, "shared", InstalledRuntimes.Core, version));
        File.WriteAllText(Path.Combine(root, Host), "");
        return root;
    }

    private void Register(string file, string root)
    {
        Directory.CreateDirectory(Path.Combine(scratch, "etc/dotnet"));
        File.WriteAllText(Path.Combine(scratch, "etc/dotnet", file), root + "\n");
    }
}
