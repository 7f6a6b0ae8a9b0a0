using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;

namespace Threadmill.Engine.Installing;

/// <summary>Copies what belongs to a plugin that was built somewhere.</summary>
internal static class PluginFiles
{
    /// <summary>As file systems usually tell names apart.</summary>
    private static readonly StringComparer Names = OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    private static readonly string[] Companions = [".xml", ".pdb", ".deps.json", ".runtimeconfig.json"];

    /// <summary>A DLL with what its deps.json names; without one, with the assemblies it refers to that lie beside it.</summary>
    public static void CopyAssembly(string dll, string into)
    {
        var folder = Path.GetDirectoryName(dll)!;
        var companions = Companions.Select(c => Path.ChangeExtension(Path.GetFileName(dll), null) + c);
        var deps = Path.ChangeExtension(dll, ".deps.json");
        var files = File.Exists(deps) ? NamedIn(deps, folder) : ReferredTo(Path.GetFileName(dll), folder);
        foreach (var file in files.Concat(companions).Prepend(Path.GetFileName(dll)).Distinct(Names).Where(f => File.Exists(Path.Combine(folder, f))))
            Copy(Path.Combine(folder, file), Path.Combine(into, file));
    }

    public static void CopyFolder(string folder, string into)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            Copy(file, Path.Combine(into, Path.GetRelativePath(folder, file)));
    }

    /// <summary>Paths relative to the folder: managed, native and satellite files of all libraries, where they lie after a build.</summary>
    private static IEnumerable<string> NamedIn(string deps, string folder)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(File.ReadAllBytes(deps));
        }
        catch (JsonException e)
        {
            throw new ProblemException(Problem.Unavailable($"{deps} is damaged: {e.Message.TrimEnd('.')}"));
        }
        using (document)
        {
            var assets = from target in document.RootElement.GetProperty("targets").EnumerateObject()
                         from library in target.Value.EnumerateObject()
                         from kind in library.Value.EnumerateObject()
                         where kind.Name is "runtime" or "native" or "resources" or "runtimeTargets"
                         from asset in kind.Value.EnumerateObject()
                         select asset.Name;
            return [.. assets.Select(a => a.Replace('/', Path.DirectorySeparatorChar)).SelectMany(a => new[] { a, Path.GetFileName(a), Path.Combine(Path.GetFileName(Path.GetDirectoryName(a)) ?? "", Path.GetFileName(a)) })
                .Where(a => a.Length > 0 && Path.GetFullPath(Path.Combine(folder, a)).StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal)).Distinct(Names)];
        }
    }

    private static HashSet<string> ReferredTo(string dll, string folder)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = new Queue<string>([dll]);
        while (open.TryDequeue(out var next))
        {
            if (!File.Exists(Path.Combine(folder, next)) || !found.Add(next))
                continue;
            foreach (var reference in References(Path.Combine(folder, next)))
                open.Enqueue(reference + ".dll");
        }
        return found;
    }

    private static string[] References(string file)
    {
        try
        {
            using var image = new PEReader(File.OpenRead(file));
            if (!image.HasMetadata)
                return [];
            var reader = image.GetMetadataReader();
            return [.. reader.AssemblyReferences.Select(r => reader.GetString(reader.GetAssemblyReference(r).Name))];
        }
        catch (BadImageFormatException)
        {
            // Whether it can be a plugin is judged where it is read as one; as a dependency it is copied as it is.
            return [];
        }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }
}
