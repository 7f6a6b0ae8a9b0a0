using System.Reflection;
using System.Reflection.Metadata;

namespace Threadmill.Engine.Plugins;

/// <summary>Parameters of workloads that no argument can be bound to, and shared objects that cannot be made.</summary>
internal sealed class ParameterMistakes(MetadataReader reader, AttributeReader attributes)
{
    private static readonly string[] Primitives =
        ["bool", "byte", "sbyte", "char", "short", "ushort", "int", "uint", "long", "ulong", "float", "double", "nint", "nuint", "string", "object", "System.Decimal", "System.TimeSpan"];

    private static readonly string[] Abstract =
        ["System.IO.Stream", "System.IO.TextReader", "System.IO.TextWriter", "System.Delegate", "System.Array", "System.Enum", "System.Threading.Tasks.Task"];

    private readonly SignatureNames names = new();
    private readonly Dictionary<string, TypeDefinition> own = reader.TypeDefinitions.ToDictionary(h => SignatureNames.NameOf(reader, h), reader.GetTypeDefinition);

    /// <summary>The full names of the types that were shared by what was looked at so far.</summary>
    public HashSet<string> Shared { get; } = [];

    public IEnumerable<string> Of(MethodDefinition method)
    {
        foreach (var (name, type, isShared) in ParametersOf(method))
        {
            if (!isShared && Unbindable(type) is { } why)
                yield return $"parameter '{name}' is {why}: no argument can be bound to it";
            foreach (var mistake in isShared ? OfShared(name, type) : [])
                yield return mistake;
            if (isShared)
                Shared.Add(type);
        }
    }

    private IEnumerable<string> OfShared(string parameter, string type)
    {
        if (Primitives.Contains(type.TrimEnd('?')) || (own.TryGetValue(type, out var value) && BaseOf(value) is "System.ValueType" or "System.Enum"))
            yield return $"[Shared] parameter '{parameter}' is {type}, of which each thread would have a copy: wrap it in a class";
        else if (Abstract.Contains(type) || (own.TryGetValue(type, out var vague) && vague.Attributes.HasFlag(TypeAttributes.Abstract)))
            yield return $"[Shared] parameter '{parameter}' is {type}, which is abstract and cannot be made: ask for the class";
        else if (own.TryGetValue(type, out var shared))
        {
            var constructors = shared.GetMethods().Select(reader.GetMethodDefinition)
                .Where(m => reader.GetString(m.Name) == ".ctor" && (m.Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public).ToArray();
            if (constructors is not [var only])
                yield return $"[Shared] parameter '{parameter}': {type} has {constructors.Length} public constructors; it must have one";
            else
            {
                foreach (var mistake in ParametersOf(only).Select(p => OfSharedConstructor(type, p)).OfType<string>())
                    yield return mistake;
            }
        }
    }

    private string? OfSharedConstructor(string type, (string Name, string Type, bool IsShared) parameter) =>
        parameter.IsShared ? $"[Shared] {type} asks for another [Shared] object, '{parameter.Name}': only workloads are given those"
        : parameter.Type == $"Threadmill.{nameof(WorkloadThread)}" ? $"[Shared] {type} asks for a WorkloadThread, '{parameter.Name}': it belongs to all threads of its group"
        : Unbindable(parameter.Type) is { } why ? $"[Shared] {type}: parameter '{parameter.Name}' is {why}: no argument can be bound to it"
        : null;

    /// <summary>Without those that have a default, which need no argument.</summary>
    private IEnumerable<(string Name, string Type, bool IsShared)> ParametersOf(MethodDefinition method)
    {
        var types = method.DecodeSignature(names, null).ParameterTypes;
        return from p in method.GetParameters().Select(reader.GetParameter)
               where p.SequenceNumber > 0 && !p.Attributes.HasFlag(ParameterAttributes.Optional)
               select (reader.GetString(p.Name), types[p.SequenceNumber - 1], attributes.Has(p.GetCustomAttributes(), $"Threadmill.{nameof(SharedAttribute)}"));
    }

    /// <summary>Why no text can become a value of the type; null: it may, or it is of another assembly and not known.</summary>
    private string? Unbindable(string type) => type switch
    {
        _ when type.StartsWith("ref ", StringComparison.Ordinal) => "passed by reference",
        _ when type.EndsWith('*') => "a pointer",
        _ when type.StartsWith("System.Span<", StringComparison.Ordinal) || type.StartsWith("System.ReadOnlySpan<", StringComparison.Ordinal) => $"{type}, a ref struct",
        _ when type is "System.Action" || type.StartsWith("System.Action<", StringComparison.Ordinal) || type.StartsWith("System.Func<", StringComparison.Ordinal) => $"{type}, a delegate",
        _ when type.Contains("[,", StringComparison.Ordinal) => $"{type}, of several dimensions",
        _ when Abstract.Contains(type) => $"{type}, which is abstract",
        _ when own.TryGetValue(type, out var mine) => BaseOf(mine) == "System.MulticastDelegate" ? $"{type}, a delegate"
            : mine.Attributes.HasFlag(TypeAttributes.Abstract) && !IsMadeOfJson(mine) ? $"{type}, which is abstract" : null,
        _ => null,
    };

    /// <summary>It says how JSON becomes one of the types derived from it.</summary>
    private bool IsMadeOfJson(TypeDefinition type) => new[] { "JsonDerivedTypeAttribute", "JsonConverterAttribute" }
        .Any(a => attributes.Has(type.GetCustomAttributes(), $"System.Text.Json.Serialization.{a}"));

    private string? BaseOf(TypeDefinition type) => type.BaseType switch
    {
        { IsNil: true } => null,
        { Kind: HandleKind.TypeReference } reference => names.GetTypeFromReference(reader, (TypeReferenceHandle)reference, 0),
        { Kind: HandleKind.TypeDefinition } definition => SignatureNames.NameOf(reader, (TypeDefinitionHandle)definition),
        _ => null,
    };
}
