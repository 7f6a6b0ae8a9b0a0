namespace Threadmill.Engine.Plugins;

/// <summary>Where plugins are looked for, in order; the first file of an assembly name wins.</summary>
public sealed class PluginFolders(IEnumerable<string> given)
{
    public const string Variable = "THREADMILL_PLUGIN";

    /// <summary>The DLLs that may be plugins, in order of precedence.</summary>
    /// <exception cref="ProblemException">A path that was named is not there.</exception>
    public IEnumerable<string> Files()
    {
        foreach (var path in given.Concat(Named()))
        {
            if (!File.Exists(path) && !Directory.Exists(path))
                throw new ProblemException(Problem.Unavailable($"no plugin at '{path}': there is no such file or folder"));
            foreach (var file in FilesAt(path))
                yield return file;
        }
        foreach (var folder in Standing().Where(Directory.Exists))
        {
            foreach (var file in FilesAt(folder))
                yield return file;
        }
    }

    /// <summary>The user's own folder, into which plugins are installed.</summary>
    public static string UserFolder => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } xdg ? xdg
        : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "threadmill", "plugins");

    private static IEnumerable<string> Named() =>
        Environment.GetEnvironmentVariable(Variable)?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static IEnumerable<string> Standing()
    {
        foreach (var folder in WorkingFolder.Upwards())
            yield return Path.Combine(folder, ".threadmill", "plugins");
        yield return UserFolder;
        yield return Path.Combine(AppContext.BaseDirectory, "plugins");
    }

    /// <summary>A file; or a folder: <c>NAME/NAME.dll</c> in it, and DLLs that lie loose in it.</summary>
    private static IEnumerable<string> FilesAt(string path)
    {
        if (File.Exists(path))
            return [Path.GetFullPath(path)];
        try
        {
            var own = Path.Combine(path, Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) + ".dll");
            if (File.Exists(own))
                return [Path.GetFullPath(own)];
            var nested = Sorted(Directory.GetDirectories(path))
                .Select(d => Path.Combine(d, Path.GetFileName(d) + ".dll")).Where(File.Exists);
            return [.. nested.Concat(Sorted(Directory.GetFiles(path, "*.dll"))).Select(Path.GetFullPath)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An unreadable folder has no plugins; a plugin asked for from it is then reported as not found.
            return [];
        }
    }

    private static string[] Sorted(string[] paths)
    {
        Array.Sort(paths, StringComparer.Ordinal);
        return paths;
    }
}
