using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;

namespace Threadmill.Engine;

/// <summary>Which build of one of the tool's assemblies this is: for files that only the same build reads.</summary>
public static class BuildIdentity
{
    /// <summary>Native code is made of another compilation: what counts is the assembly beside it, which wrote those files, or will read them.</summary>
    public static Guid Of(Assembly assembly)
    {
        if (RuntimeFeature.IsDynamicCodeSupported)
            return assembly.ManifestModule.ModuleVersionId;
        using var image = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".dll")));
        var reader = image.GetMetadataReader();
        return reader.GetGuid(reader.GetModuleDefinition().Mvid);
    }
}
