using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;

namespace Threadmill.Engine.Plugins;

/// <summary>Lists the public members of an assembly that can be called, from its metadata: nothing of it is loaded or run.</summary>
public sealed class MemberReader : IDisposable
{
    private const MethodAttributes Access = MethodAttributes.MemberAccessMask;
    private static readonly string[] OfEveryObject = ["Equals", "GetHashCode", "ToString", "GetType", "Finalize", "PrintMembers", "<Clone>$", "Deconstruct"];
    private static readonly string[] NeverMade = ["System.MulticastDelegate", "System.Enum", "System.Attribute"];

    private readonly MetadataFile file;
    private readonly Ancestry ancestry = new();
    private readonly SignatureNames names = new();

    private MemberReader(string path) => file = new(path);

    /// <param name="path">Of a file whose description has no fault.</param>
    /// <exception cref="ProblemException">It cannot be read.</exception>
    public static ImmutableArray<MemberDescription> Read(string path)
    {
        try
        {
            using var reader = new MemberReader(path);
            return [.. reader.All()];
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(Problem.Unavailable($"{path} cannot be read: {e.Message.TrimEnd('.')}"));
        }
    }

    public void Dispose()
    {
        file.Dispose();
        ancestry.Dispose();
    }

    private IEnumerable<MemberDescription> All() =>
        from handle in file.Reader.TypeDefinitions.Where(file.IsPublic)
        let type = MetadataClass.Open(file, handle)
        where !type.Definition.Attributes.HasFlag(TypeAttributes.Interface) && !NeverMade.Contains(ancestry.NameOfBase(type))
        from member in Of(type)
        select member;

    /// <summary>The class's own members, then what it has of others and did not replace.</summary>
    private IEnumerable<MemberDescription> Of(MetadataClass type)
    {
        MetadataClass[] line = [type, .. ancestry.Of(type)];
        var owner = new Owner(type, TypeName(type.Handle), ConstructorsOf(type), [.. line.Reverse().SelectMany(t => t.File.Marks.ParamsOf(t.FullName, t.Definition, t.File.Parameters))]);
        var seen = new HashSet<string>();
        foreach (var home in line)
        {
            foreach (var method in home.Definition.GetMethods().Select(home.File.Reader.GetMethodDefinition).Where(m => (m.Attributes & Access) == MethodAttributes.Public))
            {
                if (Describe(owner, home, method) is { } description && seen.Add(description.Signature))
                    yield return description;
            }
        }
    }

    private sealed record Owner(MetadataClass Class, string Shown, ImmutableArray<ImmutableArray<ParameterDescription>> Constructors, ImmutableArray<ParameterDescription> Params)
    {
        public bool IsAbstract => Class.Definition.Attributes.HasFlag(TypeAttributes.Abstract);
    }

    /// <param name="owner">The class that has the method.</param>
    /// <param name="home">The class that declares it.</param>
    private MemberDescription? Describe(Owner owner, MetadataClass home, MethodDefinition method)
    {
        var (reader, docs) = (home.File.Reader, home.File.Docs);
        var name = reader.GetString(method.Name);
        var isStatic = method.Attributes.HasFlag(MethodAttributes.Static);
        var isConstructor = name == ".ctor";
        var isInherited = home != owner.Class;
        var isGetter = method.Attributes.HasFlag(MethodAttributes.SpecialName) && name.StartsWith("get_", StringComparison.Ordinal) && method.GetParameters().All(p => reader.GetParameter(p).SequenceNumber == 0);
        if ((method.Attributes.HasFlag(MethodAttributes.SpecialName) && !isConstructor && !isGetter) || OfEveryObject.Contains(name)
            || (owner.IsAbstract && !isStatic) || (isInherited && (isStatic || isConstructor)))
            return null;
        var shown = isConstructor ? "new" : isGetter ? name[4..] : name;
        var typeParameters = method.GetGenericParameters().Select(reader.GetGenericParameter).Select(p => reader.GetString(p.Name)).ToArray();
        var ofType = DocIds.OfType(home.FullName);
        var id = isGetter ? DocIds.OfProperty(home.FullName, shown) : home.File.Ids.OfMethod(home.FullName, method);
        var all = home.File.Parameters.Of(method, isConstructor ? [id, ofType] : [id]).Select(p => p with { Type = home.Named(p.Type, typeParameters) }).ToImmutableArray();
        if (all.Any(IsOutOfReach))
            return null;
        var mark = home.File.Marks.Of(method, home.Definition);
        var generic = typeParameters.Length == 0 ? "" : $"<{string.Join(", ", typeParameters)}>";
        return new MemberDescription
        {
            Kind = mark.Kind ?? (isConstructor ? MemberKind.Constructor : isGetter ? MemberKind.Property : MemberKind.Method),
            Name = $"{owner.Shown}.{shown}{generic}",
            Type = owner.Shown,
            Signature = isGetter ? shown : $"{shown}{generic}({string.Join(", ", all.Select(p => p.Signature))})",
            IsStatic = isStatic,
            IsInherited = isInherited,
            Summary = docs.Summary(id) ?? (isConstructor ? docs.Summary(ofType) : null),
            Returns = docs.Returns(id),
            ReturnType = isConstructor ? SignatureNames.Short(owner.Shown) : home.Named(SignatureNames.Short(method.DecodeSignature(names, null).ReturnType), typeParameters),
            Parameters = all,
            Constructors = isStatic || isConstructor ? [] : mark.Kind == MemberKind.Benchmark ? [owner.Params] : owner.Constructors,
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

    private ImmutableArray<ImmutableArray<ParameterDescription>> ConstructorsOf(MetadataClass type) =>
        [.. file.Parameters.PublicConstructors(type.Definition).Select(c => file.Parameters.Of(c, [file.Ids.OfMethod(type.FullName, c), DocIds.OfType(type.FullName)], ParameterRole.Member)
            .Select(p => p with { Type = type.Named(p.Type, []) }).ToImmutableArray()).Where(c => !c.Any(IsOutOfReach))];

    /// <summary>As C# writes it, with its own names for type parameters: <c>Space.Box&lt;T&gt;.Lid</c>.</summary>
    private string TypeName(TypeDefinitionHandle handle)
    {
        var reader = file.Reader;
        var type = reader.GetTypeDefinition(handle);
        var outer = type.GetDeclaringType() is { IsNil: false } declaring ? TypeName(declaring) + "." : reader.GetString(type.Namespace) is { Length: > 0 } space ? space + "." : "";
        var inherited = type.GetDeclaringType() is { IsNil: false } around ? reader.GetTypeDefinition(around).GetGenericParameters().Count : 0;
        var own = type.GetGenericParameters().Skip(inherited).Select(reader.GetGenericParameter).Select(p => reader.GetString(p.Name)).ToArray();
        return $"{outer}{reader.GetString(type.Name).Split('`')[0]}{(own.Length == 0 ? "" : $"<{string.Join(", ", own)}>")}";
    }
}
