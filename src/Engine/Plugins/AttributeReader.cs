using System.Collections.Immutable;
using System.Globalization;
using System.Reflection.Metadata;

namespace Threadmill.Engine.Plugins;

/// <summary>Finds attributes by full name and reads their plain values.</summary>
internal sealed class AttributeReader(MetadataReader reader)
{
    private const int DisableOptimizations = 0x100;
    private readonly SignatureNames names = new();

    public bool Has(CustomAttributeHandleCollection all, string fullName) => Find(all, fullName) is not null;

    /// <summary>The first positional value as text; null if the attribute or the value is not there.</summary>
    public string? Text(CustomAttributeHandleCollection all, string fullName) =>
        Find(all, fullName)?.DecodeValue(names).FixedArguments is [{ Value: string text }, ..] ? text : null;

    /// <summary>A named value as text.</summary>
    public string? Named(CustomAttributeHandleCollection all, string fullName, string name) =>
        Find(all, fullName)?.DecodeValue(names).NamedArguments.FirstOrDefault(n => n.Name == name).Value as string;

    /// <summary>A named value of any type.</summary>
    public object? Value(CustomAttributeHandleCollection all, string fullName, string name) =>
        Find(all, fullName)?.DecodeValue(names).NamedArguments.FirstOrDefault(n => n.Name == name).Value;

    /// <summary>All positional values of all attributes of that name, lists spread, as text.</summary>
    public IEnumerable<string> Texts(CustomAttributeHandleCollection all, string fullName) =>
        from handle in all
        let attribute = reader.GetCustomAttribute(handle)
        where NameOf(attribute) == fullName
        from argument in attribute.DecodeValue(names).FixedArguments
        from value in argument.Value is ImmutableArray<CustomAttributeTypedArgument<string>> many ? many.Select(m => m.Value) : [argument.Value]
        select Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null";

    /// <summary>True for a Debug build: <c>DebuggableAttribute</c> that switches the optimiser off.</summary>
    public bool IsUnoptimised(CustomAttributeHandleCollection all) =>
        Find(all, "System.Diagnostics.DebuggableAttribute")?.DecodeValue(names).FixedArguments is [{ Value: int modes }] && (modes & DisableOptimizations) != 0;

    private CustomAttribute? Find(CustomAttributeHandleCollection all, string fullName)
    {
        foreach (var handle in all)
        {
            var attribute = reader.GetCustomAttribute(handle);
            if (NameOf(attribute) == fullName)
                return attribute;
        }
        return null;
    }

    private string? NameOf(CustomAttribute attribute) => attribute.Constructor.Kind switch
    {
        HandleKind.MemberReference when reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent =>
            names.GetTypeFromReference(reader, (TypeReferenceHandle)parent, 0),
        HandleKind.MethodDefinition =>
            SignatureNames.NameOf(reader, reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType()),
        _ => null,
    };
}
