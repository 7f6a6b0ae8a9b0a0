using Threadmill.Engine;

namespace Threadmill.Cli.Sources;

/// <summary>What is laid around a build so that its output can be run and its inputs are known, and the words that say so to the SDK.</summary>
internal sealed class BuildFiles
{
    private readonly string work;

    public BuildFiles(string work)
    {
        this.work = work;
        if (Directory.Exists(Reports))
            Directory.Delete(Reports, recursive: true);
        Directory.CreateDirectory(Reports);
        foreach (var name in new[] { Before, After })
        {
            using var text = typeof(BuildFiles).Assembly.GetManifestResourceStream(Path.GetFileName(name))!;
            using var file = File.Create(name);
            text.CopyTo(file);
        }
    }

    /// <summary>A file for each project that was built.</summary>
    public string Reports => Path.Combine(work, "reports");

    private string Before => Path.Combine(work, "before.props");

    private string After => Path.Combine(work, "after.targets");

    public IEnumerable<string> Words(bool isScript) =>
    [
        "-c", "Release", "-v:q", "-nologo", "-tl:off", "--artifacts-path", Path.Combine(work, "artifacts"),
        "-p:UseSharedCompilation=false",
        $"-p:CustomBeforeDirectoryBuildProps={Escaped(Before)}",
        $"-p:CustomAfterMicrosoftCommonTargets={Escaped(After)}",
        $"-p:ThreadmillReports={Escaped(Reports)}",
        .. isScript ? [$"-p:ThreadmillContract={Escaped(Path.Combine(AppContext.BaseDirectory, "Threadmill.Workloads.dll"))}"] : Array.Empty<string>(),
    ];

    /// <summary>As MSBuild reads it back: these characters mean something to it.</summary>
    public static string Escaped(string path) =>
        string.Concat(path.Select(c => "%$@;,'()*?".Contains(c, StringComparison.Ordinal) ? $"%{(int)c:X2}" : c.ToString()));
}
