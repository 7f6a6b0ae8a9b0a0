namespace Cli.Tests.Sources;

/// <summary>A .NET that holds the host and the runtime that the tests run on, and nothing else.</summary>
internal static class DotnetCopy
{
    /// <returns>Its <c>dotnet</c>.</returns>
    public static string In(string folder)
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var root = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        Copy(Path.Combine(root, "host"), Path.Combine(folder, "host"));
        Copy(runtime, Path.Combine(folder, Path.GetRelativePath(root, runtime)));
        File.Copy(Path.Combine(root, name), Path.Combine(folder, name));
        return Path.Combine(folder, name);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.GetDirectories(from))
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
