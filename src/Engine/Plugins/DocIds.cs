using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Threadmill.Engine.Plugins;

/// <summary>Names of members as the compiler writes them into XML documentation: <c>M:Space.Type.Get(System.Int32)</c>.</summary>
internal sealed class DocIds(MetadataReader reader) : ISignatureTypeProvider<string, object?>
{
    private static readonly SignatureNames Names = new();

    public static string OfType(string type) => "T:" + type.Replace('+', '.');

    public static string OfProperty(string type, string name) => $"P:{type.Replace('+', '.')}.{name}";

    public string OfMethod(string type, MethodDefinition method)
    {
        var parameters = method.DecodeSignature(this, null).ParameterTypes;
        var arity = method.GetGenericParameters().Count;
        var name = reader.GetString(method.Name).Replace('.', '#');
        return $"M:{type.Replace('+', '.')}.{name}{(arity == 0 ? "" : $"``{arity}")}{(parameters.IsEmpty ? "" : $"({string.Join(',', parameters)})")}";
    }

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode is PrimitiveTypeCode.Void ? "System.Void" : "System." + typeCode;

    public string GetTypeFromDefinition(MetadataReader of, TypeDefinitionHandle handle, byte rawTypeKind) => SignatureNames.NameOf(of, handle).Replace('+', '.');

    public string GetTypeFromReference(MetadataReader of, TypeReferenceHandle handle, byte rawTypeKind) => Names.GetTypeFromReference(of, handle, rawTypeKind).Replace('+', '.');

    public string GetTypeFromSpecification(MetadataReader of, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => of.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => $"{genericType.Split('`')[0]}{{{string.Join(',', typeArguments)}}}";

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{string.Join(',', Enumerable.Repeat("0:", shape.Rank))}]";

    public string GetByReferenceType(string elementType) => elementType + "@";

    public string GetPointerType(string elementType) => elementType + "*";

    public string GetPinnedType(string elementType) => elementType;

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    public string GetFunctionPointerType(MethodSignature<string> signature) => "=FUNC";

    public string GetGenericMethodParameter(object? genericContext, int index) => $"``{index}";

    public string GetGenericTypeParameter(object? genericContext, int index) => $"`{index}";
}
