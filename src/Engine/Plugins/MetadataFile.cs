using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Threadmill.Engine.Plugins;

/// <summary>One assembly's metadata, open, with what reads its parts; nothing of it is loaded or run.</summary>
internal sealed class MetadataFile : IDisposable
{
    private readonly PEReader file;
    private readonly Lazy<Dictionary<string, TypeDefinitionHandle>> types;

    /// <exception cref="BadImageFormatException">It is not an assembly.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public MetadataFile(string path)
    {
        Path = path;
        file = new(RegularFile.Open(path));
        try
        {
            Reader = file.GetMetadataReader();
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException)
        {
            file.Dispose();
            throw new BadImageFormatException(e.Message, e);
        }
        Docs = XmlDocs.Beside(path);
        Attributes = new(Reader);
        Ids = new(Reader);
        Parameters = new(Reader, Attributes, Docs);
        Marks = new(Reader, Attributes);
        types = new(() => Reader.TypeDefinitions.GroupBy(h => SignatureNames.NameOf(Reader, h)).ToDictionary(g => g.Key, g => g.First()));
    }

    public string Path { get; }
    public MetadataReader Reader { get; }
    public XmlDocs Docs { get; }
    public AttributeReader Attributes { get; }
    public DocIds Ids { get; }
    public ParameterReader Parameters { get; }
    public TestMarks Marks { get; }

    /// <param name="fullName">As reflection writes it.</param>
    public TypeDefinitionHandle? Find(string fullName) => types.Value.TryGetValue(fullName, out var handle) ? handle : null;

    public bool IsPublic(TypeDefinitionHandle handle)
    {
        var type = Reader.GetTypeDefinition(handle);
        return (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NestedPublic => IsPublic(type.GetDeclaringType()),
            _ => false,
        };
    }

    public void Dispose() => file.Dispose();
}
