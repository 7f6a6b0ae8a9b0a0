using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Reflection.Metadata;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Plugins;

/// <summary>Describes the parameters of one assembly's methods: names, types, defaults, texts, what an enum may be.</summary>
internal sealed class ParameterReader(MetadataReader reader, AttributeReader attributes, XmlDocs docs)
{
    private const string Contract = "Threadmill.";
    private static readonly string[] ParamsAttributes = ["System.ParamArrayAttribute", "System.Runtime.CompilerServices.ParamCollectionAttribute"];
    private readonly SignatureNames names = new();
    private readonly Dictionary<string, TypeDefinition> types = TypesOf(reader);

    /// <param name="docIds">Members whose texts may tell of the parameters, best first.</param>
    public IEnumerable<ParameterDescription> Of(MethodDefinition method, string[] docIds, ParameterRole role = ParameterRole.Argument)
    {
        var parameterTypes = method.DecodeSignature(names, null).ParameterTypes;
        foreach (var parameter in method.GetParameters().Select(reader.GetParameter).Where(p => p.SequenceNumber > 0))
        {
            var type = parameterTypes[parameter.SequenceNumber - 1];
            var isShared = attributes.Has(parameter.GetCustomAttributes(), Contract + nameof(SharedAttribute));
            yield return Describe(parameter, type, docIds, isShared ? ParameterRole.Shared
                : type is Contract + nameof(WorkloadThread) or "System.Threading.CancellationToken" ? ParameterRole.Injected
                : role);
            if (!isShared || TypeNamed(type) is not { } shared || PublicConstructors(shared) is not [var only])
                continue;
            foreach (var own in Of(only, [$"M:{type.Replace('+', '.')}.#ctor", DocIds.OfType(type)], ParameterRole.OfShared))
                yield return own;
        }
    }

    /// <summary>A field or property that a keyword sets.</summary>
    public ParameterDescription OfMember(string name, string type, string docId, string chosen) => new(
        name, SignatureNames.Short(type), ParameterRole.Member, chosen, docs.Summary(docId), false, Choices(type), ValueForms.Named(type));

    public MethodDefinition[] PublicConstructors(TypeDefinition type) =>
        [.. type.GetMethods().Select(reader.GetMethodDefinition)
            .Where(m => reader.GetString(m.Name) == ".ctor" && (m.Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public)];

    private ParameterDescription Describe(System.Reflection.Metadata.Parameter parameter, string type, string[] docIds, ParameterRole role)
    {
        var name = reader.GetString(parameter.Name);
        var by = !type.StartsWith("ref ", StringComparison.Ordinal) ? "" : parameter.Attributes.HasFlag(ParameterAttributes.Out) ? "out " : parameter.Attributes.HasFlag(ParameterAttributes.In) ? "in " : "ref ";
        var plain = by.Length > 0 ? type[4..] : type;
        return new ParameterDescription(
            name,
            by + SignatureNames.Short(plain),
            role,
            Default(parameter, plain),
            docIds.Select(d => docs.Parameter(d, name)).FirstOrDefault(d => d is not null),
            ParamsAttributes.Any(a => attributes.Has(parameter.GetCustomAttributes(), a)),
            Choices(plain),
            ValueForms.Named(plain));
    }

    private ImmutableArray<string> Choices(string type) => EnumNamed(type.TrimEnd('?')) is { } e ? [.. Members(e).Select(c => EnumReader.Spelled(c.Name))] : [];

    private static Dictionary<string, TypeDefinition> TypesOf(MetadataReader reader)
    {
        var all = new Dictionary<string, TypeDefinition>();
        foreach (var handle in reader.TypeDefinitions)
            all.TryAdd(SignatureNames.NameOf(reader, handle), reader.GetTypeDefinition(handle));
        return all;
    }

    /// <summary>A type of this assembly; null for all others.</summary>
    private TypeDefinition? TypeNamed(string fullName) => types.TryGetValue(fullName, out var type) ? type : null;

    /// <summary>An enum of this assembly; null for all other types, which may have constants too.</summary>
    private TypeDefinition? EnumNamed(string fullName) => TypeNamed(fullName) is { } type && ParentOf(type) is "System.Enum" ? type : null;

    private string? ParentOf(TypeDefinition type) => type.BaseType.Kind switch
    {
        HandleKind.TypeReference when !type.BaseType.IsNil => new SignatureNames().GetTypeFromReference(reader, (TypeReferenceHandle)type.BaseType, 0),
        HandleKind.TypeDefinition when !type.BaseType.IsNil => SignatureNames.NameOf(reader, (TypeDefinitionHandle)type.BaseType),
        _ => null,
    };

    private (string Name, object? Value)[] Members(TypeDefinition type) =>
        [.. type.GetFields().Select(reader.GetFieldDefinition)
            .Where(f => f.Attributes.HasFlag(FieldAttributes.Literal) && !f.GetDefaultValue().IsNil)
            .Select(f => (reader.GetString(f.Name), Value(f.GetDefaultValue())))];

    private string? Default(System.Reflection.Metadata.Parameter parameter, string type)
    {
        if (parameter.GetDefaultValue() is not { IsNil: false } constant)
            return null;
        var value = Value(constant);
        if (EnumNamed(type.TrimEnd('?')) is { } e && value is not null && Members(e).FirstOrDefault(m => Equals(m.Value, value)).Name is { } member)
            return EnumReader.Spelled(member);
        return value switch
        {
            null => type.StartsWith("System.", StringComparison.Ordinal) && !type.EndsWith('?') ? "default" : "null",
            string text => $"\"{text}\"",
            bool truth => truth ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
    }

    private object? Value(ConstantHandle handle)
    {
        var constant = reader.GetConstant(handle);
        return reader.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode);
    }
}
