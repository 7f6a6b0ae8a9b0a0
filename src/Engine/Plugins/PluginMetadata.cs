using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Threadmill.Engine.Plugins;

/// <summary>Reads what a file offers from its metadata (ECMA-335): nothing of it is loaded or run, so that a listing is safe and cheap.</summary>
public static class PluginMetadata
{
    internal const string ContractName = "Threadmill.Workloads";

    /// <summary>Never throws for what is in the file: a file that is no plugin, or a broken one, has a <see cref="PluginDescription.Fault"/>.</summary>
    public static PluginDescription Read(string path)
    {
        var unknown = new PluginDescription { Path = path, Name = Path.GetFileNameWithoutExtension(path), Version = "0.0.0.0" };
        try
        {
            using var stream = RegularFile.Open(path);
            using var file = new PEReader(stream);
            if (!file.HasMetadata)
                return unknown with { Fault = "it is a native library, not a .NET assembly" };
            var reader = file.GetMetadataReader();
            if (!reader.IsAssembly)
                return unknown with { Fault = "it is a .NET module without an assembly" };
            return Describe(path, reader);
        }
        catch (BadImageFormatException e)
        {
            return unknown with { Fault = $"it is not a .NET assembly, or a damaged one ({e.Message.TrimEnd('.')})" };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return unknown with { Fault = $"it cannot be read: {e.Message.TrimEnd('.')}" };
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or OverflowException or IndexOutOfRangeException)
        {
            // Damaged tables lead the reader astray in any of these ways.
            return unknown with { Fault = $"its metadata is damaged ({e.Message.TrimEnd('.')})" };
        }
    }

    /// <summary>A public or internal type of that name, or whose name ends with it after a dot. False for a file that cannot be read.</summary>
    public static bool HasType(string path, string name)
    {
        try
        {
            using var file = new PEReader(RegularFile.Open(path));
            if (!file.HasMetadata)
                return false;
            var reader = file.GetMetadataReader();
            var plain = name.Split('<', '`')[0].Replace('+', '.');
            return reader.TypeDefinitions.Select(t => SignatureNames.NameOf(reader, t).Split('`')[0].Replace('+', '.'))
                .Any(t => t == plain || t.EndsWith("." + plain, StringComparison.Ordinal));
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static PluginDescription Describe(string path, MetadataReader reader)
    {
        var assembly = reader.GetAssemblyDefinition();
        var contract = reader.AssemblyReferences.Select(reader.GetAssemblyReference)
            .Where(r => reader.GetString(r.Name) == ContractName).Select(r => r.Version).FirstOrDefault();
        var attributes = new AttributeReader(reader);
        var description = new PluginDescription
        {
            Path = path,
            Name = reader.GetString(assembly.Name),
            Version = attributes.Text(assembly.GetCustomAttributes(), "System.Reflection.AssemblyInformationalVersionAttribute")?.Split('+')[0] ?? assembly.Version.ToString(),
            TargetFramework = attributes.Text(assembly.GetCustomAttributes(), "System.Runtime.Versioning.TargetFrameworkAttribute"),
            Contract = contract?.ToString(),
            IsDebugBuild = attributes.IsUnoptimised(assembly.GetCustomAttributes()),
        };
        description = description with { Frameworks = RuntimeNeeds.OfConfig(path, RuntimeNeeds.CompiledFor(description.TargetFramework, reader)) };
        var supported = typeof(WorkloadAttribute).Assembly.GetName().Version!;
        if (contract is not null && contract.Major > supported.Major)
            return description with { Fault = $"it was built against version {contract.Major} of {ContractName}, this tool has version {supported.Major}; update the tool" };
        if (contract is null)
            return description;
        var workloads = new WorkloadReader(reader, attributes, XmlDocs.Beside(path)).All().ToImmutableArray();
        var doubled = workloads.GroupBy(w => w.Name).Where(g => g.Count() > 1)
            .Select(g => new AuthorMistake(g.Key, $"{g.Count()} workloads have this name ({string.Join(", ", g.Select(w => w.Method is null ? w.Type : $"{w.Type}.{w.Method}"))}); each must have its own"));
        AuthorMistake[] mistakes = [.. new AuthorMistakes(reader, attributes).All(), .. doubled];
        var debug = description.IsDebugBuild ? ["it is a Debug build: its code is not optimised, and its times say little; build it with -c Release"] : Array.Empty<string>();
        return description with
        {
            Workloads = [.. workloads.DistinctBy(w => w.Name).Select(w => w with { Mistakes = [.. mistakes.Where(m => m.Workload == w.Name).Select(m => m.Text)] })],
            Warnings = [.. mistakes.Select(m => m.ToString()), .. debug],
        };
    }
}
