using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Threadmill.Engine.Plugins;

/// <summary>A class in its file.</summary>
/// <param name="Arguments">What is written for its type parameters: their own names, or what a derived class gave for them.</param>
internal sealed record MetadataClass(MetadataFile File, TypeDefinitionHandle Handle, ImmutableArray<string> Arguments)
{
    public TypeDefinition Definition => File.Reader.GetTypeDefinition(Handle);

    public string FullName => SignatureNames.NameOf(File.Reader, Handle);

    public static MetadataClass Open(MetadataFile file, TypeDefinitionHandle handle) =>
        new(file, handle, [.. file.Reader.GetTypeDefinition(handle).GetGenericParameters().Select(file.Reader.GetGenericParameter).Select(p => file.Reader.GetString(p.Name))]);

    /// <summary>A type of a signature, with names for numbered type parameters: <c>!0</c> of the class, <c>!!0</c> of the method.</summary>
    public string Named(string type, string[] ofMethod)
    {
        if (!type.Contains('!', StringComparison.Ordinal))
            return type;
        for (var i = ofMethod.Length - 1; i >= 0; i--)
            type = type.Replace($"!!{i}", ofMethod[i], StringComparison.Ordinal);
        for (var i = Arguments.Length - 1; i >= 0; i--)
            type = type.Replace($"!{i}", Arguments[i], StringComparison.Ordinal);
        return type;
    }
}

/// <summary>What classes are derived from, as far as the files of their bases lie beside them: the framework's are of no interest.</summary>
internal sealed class Ancestry : IDisposable
{
    private readonly Dictionary<string, MetadataFile?> opened = [];
    private readonly SignatureNames names = new();

    /// <summary>The nearest first.</summary>
    public IEnumerable<MetadataClass> Of(MetadataClass derived)
    {
        for (var next = BaseOf(derived); next is not null; next = BaseOf(next))
            yield return next;
    }

    /// <summary>The name of the class that another is derived from, wherever that is; null: it has none.</summary>
    public string? NameOfBase(MetadataClass derived) => derived.Definition.BaseType is { IsNil: false } handle ? NameOf(derived.File.Reader, handle) : null;

    public void Dispose()
    {
        foreach (var file in opened.Values)
            file?.Dispose();
    }

    private MetadataClass? BaseOf(MetadataClass derived)
    {
        var (reader, handle) = (derived.File.Reader, derived.Definition.BaseType);
        if (handle.IsNil)
            return null;
        ImmutableArray<string> arguments = [];
        if (handle.Kind == HandleKind.TypeSpecification)
            (handle, arguments) = Instantiated(reader, (TypeSpecificationHandle)handle);
        arguments = [.. arguments.Select(a => derived.Named(SignatureNames.Short(a), []))];
        return handle.Kind == HandleKind.TypeDefinition ? new(derived.File, (TypeDefinitionHandle)handle, arguments)
            : FileOf(derived.File, handle) is { } file && file.Find(NameOf(reader, handle) ?? "") is { } found ? new(file, found, arguments)
            : null;
    }

    /// <summary><c>Base&lt;int&gt;</c> apart: the generic class, and what it is given.</summary>
    private (EntityHandle Open, ImmutableArray<string> Arguments) Instantiated(MetadataReader reader, TypeSpecificationHandle handle)
    {
        var blob = reader.GetBlobReader(reader.GetTypeSpecification(handle).Signature);
        if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            return (default, []);
        blob.ReadSignatureTypeCode();
        var open = blob.ReadTypeHandle();
        var decoder = new SignatureDecoder<string, object?>(names, reader, null);
        var arguments = new string[blob.ReadCompressedInteger()];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = decoder.DecodeType(ref blob);
        return (open, [.. arguments]);
    }

    private string? NameOf(MetadataReader reader, EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeReference => names.GetTypeFromReference(reader, (TypeReferenceHandle)handle, 0),
        HandleKind.TypeDefinition => SignatureNames.NameOf(reader, (TypeDefinitionHandle)handle),
        _ => null,
    };

    private MetadataFile? FileOf(MetadataFile from, EntityHandle reference)
    {
        while (reference.Kind == HandleKind.TypeReference)
            reference = from.Reader.GetTypeReference((TypeReferenceHandle)reference).ResolutionScope;
        if (reference.IsNil || reference.Kind != HandleKind.AssemblyReference)
            return null;
        var assembly = from.Reader.GetString(from.Reader.GetAssemblyReference((AssemblyReferenceHandle)reference).Name);
        var path = Path.Combine(Path.GetDirectoryName(from.Path)!, assembly + ".dll");
        if (!opened.TryGetValue(path, out var file))
            opened.Add(path, file = File.Exists(path) ? Opened(path) : null);
        return file;
    }

    private static MetadataFile? Opened(string path)
    {
        try
        {
            return new(path);
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
