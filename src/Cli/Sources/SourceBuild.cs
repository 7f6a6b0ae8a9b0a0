using System.Security;
using System.Text.Json;
using Threadmill.Cli.Workers;
using Threadmill.Engine;
using Threadmill.Engine.Installing;
using Threadmill.Engine.Journal;

namespace Threadmill.Cli.Sources;

/// <summary>Has the SDK build or restore one source in Release, once for as long as nothing that it is made of changes.</summary>
/// <param name="tell">Takes a line before a build begins.</param>
internal sealed class SourceBuild(Source source, Signals signals, Action<string> tell)
{
    private const string NoEntryPoint = "CS5001";
    private readonly SourceFolder folder = SourceFolder.Of(source);

    /// <summary>The DLLs to look for a member in: the source's own first.</summary>
    /// <exception cref="ProblemException">There is no SDK, or it refused; with what it said.</exception>
    /// <exception cref="InterruptedException">A signal came.</exception>
    public string[] Dlls()
    {
        var isFloating = source is Source.Package { IsFloating: true };
        if (folder.Fresh(isFloating) is { } known)
            return known;
        try
        {
            using (folder.Lock(GiveUpIfInterrupted))
                return folder.Fresh(isFloating) ?? Build();
        }
        catch (ProblemException) when (isFloating && folder.Latest() is { } older)
        {
            // Nothing newer is to be had now, perhaps for want of a network.
            return older;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(Problem.Unavailable($"{source.Name} cannot be built in {folder.Work}: {e.Message.TrimEnd('.')}"));
        }
    }

    private string PackageProject => Path.Combine(folder.Work, "package.csproj");

    private string[] Build()
    {
        var sdk = DotnetSdk.Find($"{(source is Source.Package ? "restoring" : "building")} {source.Name}");
        tell(source is Source.Package ? $"restoring {source.Name}" : $"building {source.Name}");
        folder.Begin();
        return source switch
        {
            Source.Package package => OfPackage(sdk, package),
            Source.Script script => OfProject(sdk, script.Path),
            Source.Project project => OfProject(sdk, project.Path),
            _ => throw new InvalidOperationException($"{source} is of no kind that can be built"),
        };
    }

    private string[] OfProject(DotnetSdk sdk, string path)
    {
        var report = Run(sdk, path);
        var dll = report.Dll(path) ?? throw new ProblemException(Problem.Unavailable($"{source.Name} was built, but told of no DLL; is it a project of the .NET SDK?"));
        return folder.Publish(dll, report.Inputs(path, folder.Work), copy => [Path.Combine(copy, Path.GetFileName(dll))]);
    }

    /// <summary>A project without code that uses the package: its output folder holds the package and all it depends on.</summary>
    private string[] OfPackage(DotnetSdk sdk, Source.Package package)
    {
        foreach (var name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
            File.WriteAllText(Path.Combine(folder.Work, name), "<Project />\n");
        File.WriteAllText(PackageProject, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                <EnableDefaultItems>false</EnableDefaultItems>
                <AssemblyName>_package</AssemblyName>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{SecurityElement.Escape(package.Id)}" Version="{package.Range}" />
              </ItemGroup>
            </Project>

            """);
        var dll = Run(sdk, PackageProject).Dll(PackageProject)!;
        return folder.Publish(dll, [], copy => PackageDlls(copy, package));
    }

    /// <summary>Gives every DLL the files that tell where its dependencies are, so that each can be loaded as a plugin.</summary>
    private static string[] PackageDlls(string copy, Source.Package package)
    {
        var own = OwnDlls(Path.Combine(copy, "_package.deps.json"), package);
        var dlls = Directory.GetFiles(copy, "*.dll").Where(d => Path.GetFileName(d) != "_package.dll")
            .OrderByDescending(d => Path.GetFileNameWithoutExtension(d).Equals(package.Id, StringComparison.OrdinalIgnoreCase))
            .ThenByDescending(d => own.Contains(Path.GetFileName(d))).ThenBy(d => d, StringComparer.Ordinal).ToArray();
        foreach (var dll in dlls)
        {
            foreach (var ending in new[] { ".deps.json", ".runtimeconfig.json" })
                File.Copy(Path.Combine(copy, "_package" + ending), Path.ChangeExtension(dll, ending), overwrite: true);
        }
        return dlls.Length > 0 ? dlls : throw new ProblemException(Problem.Unavailable(
            $"package {package.Name} holds no assembly for net{Environment.Version.Major}.0, and depends on none"));
    }

    private static HashSet<string> OwnDlls(string depsFile, Source.Package package)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(depsFile));
        return [.. from target in document.RootElement.GetProperty("targets").EnumerateObject()
                   from library in target.Value.EnumerateObject()
                   where library.Name.StartsWith(package.Id + "/", StringComparison.OrdinalIgnoreCase) && library.Value.TryGetProperty("runtime", out _)
                   from file in library.Value.GetProperty("runtime").EnumerateObject()
                   select Path.GetFileName(file.Name)];
    }

    private BuildReport Run(DotnetSdk sdk, string path)
    {
        var files = new BuildFiles(folder.Work);
        var output = Run(sdk, path, files, []);
        // A script without statements of its own is a library; the SDK takes it for a program.
        if (output.Code != 0 && source is Source.Script && output.Text.Contains(NoEntryPoint, StringComparison.Ordinal))
            output = Run(sdk, path, files, ["-p:OutputType=Library"]);
        if (output.Code == 0)
            return BuildReport.Read(files.Reports);
        folder.Refused();
        throw new ProblemException(Problem.Unavailable($"{source.Name} cannot be {(source is Source.Package ? "restored" : "built")}:{string.Concat(output.Errors(PackageProject).Select(e => $"\n  {e}"))}"));
    }

    private SdkOutput Run(DotnetSdk sdk, string path, BuildFiles files, string[] further)
    {
        // A package is restored with the feeds that are set for the folder in which the user is.
        string[] feeds = source is Source.Package ? [$"-p:RestoreRootConfigDirectory={BuildFiles.Escaped(Directory.GetCurrentDirectory())}"] : [];
        return sdk.Run(Path.GetDirectoryName(path)!, ["build", path, .. files.Words(source is Source.Script), .. feeds, .. further], GiveUpIfInterrupted);
    }

    private void GiveUpIfInterrupted()
    {
        if (signals.First is not StopReason.None and var reason)
            throw new InterruptedException(reason);
    }
}
