using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Threadmill.Engine.Plugins;

/// <summary>The shared frameworks that lie beside the runtime of this process, or of its workers where it has none itself: <c>ROOT/shared/NAME/VERSION</c>.</summary>
public static class InstalledRuntimes
{
    public const string Core = "Microsoft.NETCore.App";

    private static readonly Lazy<string> Folder = new(() => RuntimeFeature.IsDynamicCodeSupported
        ? Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."))
        : new DotnetFolder("/", Environment.GetEnvironmentVariable).Find(new(Environment.Version.Major, Environment.Version.Minor)));

    /// <summary>The folder of the <c>dotnet</c> host.</summary>
    /// <exception cref="ProblemException">This is native code, and there is no runtime for the threads.</exception>
    public static string Root => Folder.Value;

    /// <summary>The program that runs managed code.</summary>
    public static string Host => Path.Combine(Root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");

    /// <summary>The folder of the base framework's assemblies, of the version that the tool's managed code runs on.</summary>
    public static string CoreFolder => RuntimeFeature.IsDynamicCodeSupported
        ? RuntimeEnvironment.GetRuntimeDirectory()
        : Path.Combine(Root, "shared", Core, Versions(Core).Last(v => v.Major == Environment.Version.Major).ToString());

    /// <summary>All but the base framework, which every process has.</summary>
    public static IEnumerable<string> Others() => Names(Path.Combine(Root, "shared")).Where(n => n != Core);

    /// <summary>The versions of a framework, without what marks a preview; lowest first.</summary>
    public static Version[] Versions(string framework) => Versions(Root, framework);

    internal static Version[] Versions(string root, string framework) =>
        [.. Names(Path.Combine(root, "shared", framework)).Select(n => Version.TryParse(n.Split('-')[0], out var version) ? version : null).OfType<Version>().Order()];

    /// <summary>Whether an assembly is part of any installed version of a framework.</summary>
    public static bool Holds(string framework, string assembly) =>
        Names(Path.Combine(Root, "shared", framework)).Any(v => File.Exists(Path.Combine(Root, "shared", framework, v, assembly + ".dll")));

    /// <summary>Whether this process runs with a framework.</summary>
    public static bool IsLoaded(string framework) => framework == Core
        || (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string)?.Contains($"{Path.DirectorySeparatorChar}shared{Path.DirectorySeparatorChar}{framework}{Path.DirectorySeparatorChar}", StringComparison.Ordinal) == true;

    private static IEnumerable<string> Names(string folder) =>
        Directory.Exists(folder) ? Directory.GetDirectories(folder).Select(d => Path.GetFileName(d)) : [];
}
