using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Threadmill.Engine.Plugins;

/// <summary>Lists the public members of an assembly that can be called, from its metadata: nothing of it is loaded or run.</summary>
public sealed class MemberReader
{
    private const MethodAttributes Access = MethodAttributes.MemberAccessMask;
    private static readonly string[] OfEveryObject = ["Equals", "GetHashCode", "ToString", "GetType", "Finalize", "PrintMembers", "<Clone>$", "Deconstruct"];
    private static readonly string[] NeverMade = ["System.MulticastDelegate", "System.Enum", "System.Attribute"];

    private readonly MetadataReader reader;
    private readonly AttributeReader attributes;
    private readonly XmlDocs docs;
    private readonly DocIds ids;
    private readonly ParameterReader parameters;
    private readonly TestMarks marks;
    private readonly SignatureNames names = new();

    private MemberReader(string path, MetadataReader reader)
    {
        this.reader = reader;
        attributes = new(reader);
        docs = XmlDocs.Beside(path);
        ids = new(reader);
        parameters = new(reader, attributes, docs);
        marks = new(reader, attributes);
    }

    /// <param name="path">Of a file whose description has no fault.</param>
    /// <exception cref="ProblemException">It cannot be read.</exception>
    public static ImmutableArray<MemberDescription> Read(string path)
    {
        try
        {
            using var file = new PEReader(RegularFile.Open(path));
            return [.. new MemberReader(path, file.GetMetadataReader()).All()];
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new ProblemException(Problem.Unavailable($"{path} cannot be read: {e.Message.TrimEnd('.')}"));
        }
    }

    private IEnumerable<MemberDescription> All()
    {
        foreach (var handle in reader.TypeDefinitions.Where(IsPublic))
        {
            var type = reader.GetTypeDefinition(handle);
            if (type.Attributes.HasFlag(TypeAttributes.Interface) || NeverMade.Contains(BaseOf(type)))
                continue;
            var owner = new Owner(SignatureNames.NameOf(reader, handle), TypeName(handle), type, ConstructorsOf(handle, type));
            foreach (var member in type.GetMethods().Select(reader.GetMethodDefinition).Where(m => (m.Attributes & Access) == MethodAttributes.Public))
            {
                if (Describe(owner, member) is { } description)
                    yield return description;
            }
        }
    }

    private sealed record Owner(string FullName, string Shown, TypeDefinition Type, ImmutableArray<ImmutableArray<ParameterDescription>> Constructors)
    {
        public bool IsAbstract => Type.Attributes.HasFlag(TypeAttributes.Abstract);
    }

    private MemberDescription? Describe(Owner owner, MethodDefinition method)
    {
        var name = reader.GetString(method.Name);
        var isStatic = method.Attributes.HasFlag(MethodAttributes.Static);
        var isConstructor = name == ".ctor";
        var isGetter = method.Attributes.HasFlag(MethodAttributes.SpecialName) && name.StartsWith("get_", StringComparison.Ordinal) && method.GetParameters().All(p => reader.GetParameter(p).SequenceNumber == 0);
        if ((method.Attributes.HasFlag(MethodAttributes.SpecialName) && !isConstructor && !isGetter) || OfEveryObject.Contains(name) || (owner.IsAbstract && !isStatic))
            return null;
        var shown = isConstructor ? "new" : isGetter ? name[4..] : name;
        var typeParameters = method.GetGenericParameters().Select(reader.GetGenericParameter).Select(p => reader.GetString(p.Name)).ToArray();
        var id = isGetter ? DocIds.OfProperty(owner.FullName, shown) : ids.OfMethod(owner.FullName, method);
        var all = parameters.Of(method, isConstructor ? [id, DocIds.OfType(owner.FullName)] : [id]).Select(p => p with { Type = Named(p.Type, owner.Type, typeParameters) }).ToImmutableArray();
        if (all.Any(IsOutOfReach))
            return null;
        var mark = marks.Of(method, owner.Type);
        var generic = typeParameters.Length == 0 ? "" : $"<{string.Join(", ", typeParameters)}>";
        return new MemberDescription
        {
            Kind = mark.Kind ?? (isConstructor ? MemberKind.Constructor : isGetter ? MemberKind.Property : MemberKind.Method),
            Name = $"{owner.Shown}.{shown}{generic}",
            Type = owner.Shown,
            Signature = isGetter ? shown : $"{shown}{generic}({string.Join(", ", all.Select(Text))})",
            IsStatic = isStatic,
            Summary = docs.Summary(id) ?? (isConstructor ? docs.Summary(DocIds.OfType(owner.FullName)) : null),
            Returns = docs.Returns(id),
            ReturnType = isConstructor ? SignatureNames.Short(owner.Shown) : Named(SignatureNames.Short(method.DecodeSignature(names, null).ReturnType), owner.Type, typeParameters),
            Parameters = all,
            Constructors = isStatic || isConstructor ? [] : mark.Kind == MemberKind.Benchmark ? [[.. marks.ParamsOf(owner.FullName, owner.Type, parameters)]] : owner.Constructors,
            Categories = mark.Categories,
            IsBaseline = mark.IsBaseline,
            SkippedBecause = mark.SkippedBecause,
        };
    }

    /// <summary>What only code can pass: out, ref, spans, pointers, delegates.</summary>
    private static bool IsOutOfReach(ParameterDescription p) =>
        p.Type.StartsWith("out ", StringComparison.Ordinal) || p.Type.StartsWith("ref ", StringComparison.Ordinal) || p.Type.Contains('*', StringComparison.Ordinal)
        || p.Type.StartsWith("Span<", StringComparison.Ordinal) || p.Type.StartsWith("ReadOnlySpan<", StringComparison.Ordinal)
        || (p.Default is null && (p.Type.StartsWith("Func<", StringComparison.Ordinal) || p.Type.StartsWith("Action<", StringComparison.Ordinal) || p.Type is "Action" or "Delegate"));

    /// <summary>Numbered type parameters (<c>!0</c> of the type, <c>!!0</c> of the method) by the names their authors gave them.</summary>
    private string Named(string type, TypeDefinition owner, string[] ofMethod)
    {
        if (!type.Contains('!', StringComparison.Ordinal))
            return type;
        for (var i = ofMethod.Length - 1; i >= 0; i--)
            type = type.Replace($"!!{i}", ofMethod[i], StringComparison.Ordinal);
        var ofType = owner.GetGenericParameters().Select(reader.GetGenericParameter).Select(p => reader.GetString(p.Name)).ToArray();
        for (var i = ofType.Length - 1; i >= 0; i--)
            type = type.Replace($"!{i}", ofType[i], StringComparison.Ordinal);
        return type;
    }

    private static string Text(ParameterDescription p) => $"{(p.IsParams ? "params " : "")}{p.Type} {p.Name}{(p.Default is { } value ? $" = {value}" : "")}";

    private ImmutableArray<ImmutableArray<ParameterDescription>> ConstructorsOf(TypeDefinitionHandle handle, TypeDefinition type)
    {
        var name = SignatureNames.NameOf(reader, handle);
        return [.. parameters.PublicConstructors(type).Select(c => parameters.Of(c, [ids.OfMethod(name, c), DocIds.OfType(name)], ParameterRole.Member)
            .Select(p => p with { Type = Named(p.Type, type, []) }).ToImmutableArray()).Where(c => !c.Any(IsOutOfReach))];
    }

    /// <summary>As C# writes it, with its own names for type parameters: <c>Space.Box&lt;T&gt;.Lid</c>.</summary>
    private string TypeName(TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var outer = type.GetDeclaringType() is { IsNil: false } declaring ? TypeName(declaring) + "." : reader.GetString(type.Namespace) is { Length: > 0 } space ? space + "." : "";
        var inherited = type.GetDeclaringType() is { IsNil: false } around ? reader.GetTypeDefinition(around).GetGenericParameters().Count : 0;
        var own = type.GetGenericParameters().Skip(inherited).Select(reader.GetGenericParameter).Select(p => reader.GetString(p.Name)).ToArray();
        return $"{outer}{reader.GetString(type.Name).Split('`')[0]}{(own.Length == 0 ? "" : $"<{string.Join(", ", own)}>")}";
    }

    private bool IsPublic(TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        return (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NestedPublic => IsPublic(type.GetDeclaringType()),
            _ => false,
        };
    }

    private string? BaseOf(TypeDefinition type) => type.BaseType.Kind switch
    {
        _ when type.BaseType.IsNil => null,
        HandleKind.TypeReference => names.GetTypeFromReference(reader, (TypeReferenceHandle)type.BaseType, 0),
        HandleKind.TypeDefinition => SignatureNames.NameOf(reader, (TypeDefinitionHandle)type.BaseType),
        _ => null,
    };
}
