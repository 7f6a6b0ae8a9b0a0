using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Reflection.Metadata;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Plugins;

/// <summary>Finds the workloads of one assembly and describes them: names, parameters, defaults, texts, and what their author got wrong.</summary>
internal sealed class WorkloadReader(MetadataReader reader, AttributeReader attributes, XmlDocs docs)
{
    private const string Contract = "Threadmill.";
    private readonly SignatureNames names = new();

    public IEnumerable<(WorkloadDescription Description, ImmutableArray<string> Mistakes)> All()
    {
        foreach (var handle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(handle);
            if (attributes.Has(type.GetCustomAttributes(), Contract + nameof(WorkloadAttribute)))
                yield return OfClass(handle, type);
            foreach (var method in type.GetMethods().Select(reader.GetMethodDefinition))
            {
                if (attributes.Has(method.GetCustomAttributes(), Contract + nameof(WorkloadAttribute)))
                    yield return OfMethod(SignatureNames.NameOf(reader, handle), method);
            }
        }
    }

    private (WorkloadDescription, ImmutableArray<string>) OfMethod(string type, MethodDefinition method)
    {
        var methodName = reader.GetString(method.Name);
        var id = $"M:{type.Replace('+', '.')}.{methodName}";
        var description = new WorkloadDescription
        {
            Name = NameOf(method.GetCustomAttributes()) ?? WorkloadDescription.DefaultName(type, methodName),
            Type = type,
            Method = methodName,
            Summary = docs.Summary(id) ?? TextOf(method.GetCustomAttributes()),
            Returns = docs.Returns(id),
            Parameters = [.. ParametersOf(method, [id])],
        };
        return (description, method.Attributes.HasFlag(MethodAttributes.Static) && (method.Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public
            ? []
            : [$"workload '{description.Name}': {type}.{methodName} must be public and static"]);
    }

    private (WorkloadDescription, ImmutableArray<string>) OfClass(TypeDefinitionHandle handle, TypeDefinition type)
    {
        var typeName = SignatureNames.NameOf(reader, handle);
        var id = typeName.Replace('+', '.');
        var methods = type.GetMethods().Select(reader.GetMethodDefinition).ToArray();
        var constructors = methods.Where(m => reader.GetString(m.Name) == ".ctor" && (m.Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public).ToArray();
        var operations = methods.Where(m => attributes.Has(m.GetCustomAttributes(), Contract + nameof(OperationAttribute))).ToArray();
        var name = NameOf(type.GetCustomAttributes()) ?? WorkloadDescription.DefaultName(typeName, null);
        var operationIds = operations.Select(o => $"M:{id}.{reader.GetString(o.Name)}").ToArray();
        string[] ids = [$"M:{id}.#ctor", $"T:{id}", .. operationIds];
        var description = new WorkloadDescription
        {
            Name = name,
            Type = typeName,
            Summary = docs.Summary($"T:{id}") ?? TextOf(type.GetCustomAttributes()),
            Returns = operationIds.Select(docs.Returns).FirstOrDefault(r => r is not null),
            Parameters = [.. constructors.Concat(operations).SelectMany(m => ParametersOf(m, ids))],
        };
        return (description, [.. Mistakes(name, typeName, constructors.Length, operations.Length)]);
    }

    private static IEnumerable<string> Mistakes(string name, string type, int constructors, int operations)
    {
        if (operations != 1)
            yield return $"workload '{name}': class {type} has {operations} [Operation] methods; it must have one";
        if (constructors != 1)
            yield return $"workload '{name}': class {type} has {constructors} public constructors; it must have one";
    }

    private string? NameOf(CustomAttributeHandleCollection all) => attributes.Text(all, Contract + nameof(WorkloadAttribute));

    private string? TextOf(CustomAttributeHandleCollection all) =>
        attributes.Named(all, Contract + nameof(WorkloadAttribute), nameof(WorkloadAttribute.Description));

    private IEnumerable<ParameterDescription> ParametersOf(MethodDefinition method, string[] docIds, ParameterRole role = ParameterRole.Argument)
    {
        var types = method.DecodeSignature(names, null).ParameterTypes;
        foreach (var parameter in method.GetParameters().Select(reader.GetParameter).Where(p => p.SequenceNumber > 0))
        {
            var type = types[parameter.SequenceNumber - 1];
            var name = reader.GetString(parameter.Name);
            var isShared = attributes.Has(parameter.GetCustomAttributes(), Contract + nameof(SharedAttribute));
            var enumType = TypeNamed(type.TrimEnd('?'));
            var choices = enumType is { } e ? Members(e) : [];
            yield return new ParameterDescription(
                name,
                SignatureNames.Short(type),
                isShared ? ParameterRole.Shared
                    : type is Contract + nameof(WorkloadThread) or "System.Threading.CancellationToken" ? ParameterRole.Injected
                    : role,
                Default(parameter, type, enumType),
                docIds.Select(d => docs.Parameter(d, name)).FirstOrDefault(d => d is not null),
                attributes.Has(parameter.GetCustomAttributes(), "System.ParamArrayAttribute"),
                [.. choices.Select(c => EnumReader.Spelled(c.Name))]);
            if (isShared && TypeNamed(type) is { } shared)
            {
                var ids = new[] { $"M:{type.Replace('+', '.')}.#ctor", $"T:{type.Replace('+', '.')}" };
                var constructors = shared.GetMethods().Select(reader.GetMethodDefinition)
                    .Where(m => reader.GetString(m.Name) == ".ctor" && (m.Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public).ToArray();
                if (constructors is [var only])
                {
                    foreach (var own in ParametersOf(only, ids, ParameterRole.OfShared))
                        yield return own;
                }
            }
        }
    }

    /// <summary>A type of this assembly; null for all others.</summary>
    private TypeDefinition? TypeNamed(string fullName)
    {
        foreach (var handle in reader.TypeDefinitions)
        {
            if (SignatureNames.NameOf(reader, handle) == fullName)
                return reader.GetTypeDefinition(handle);
        }
        return null;
    }

    private (string Name, object? Value)[] Members(TypeDefinition type) =>
        [.. type.GetFields().Select(reader.GetFieldDefinition)
            .Where(f => f.Attributes.HasFlag(FieldAttributes.Literal) && !f.GetDefaultValue().IsNil)
            .Select(f => (reader.GetString(f.Name), Value(f.GetDefaultValue())))];

    private string? Default(System.Reflection.Metadata.Parameter parameter, string type, TypeDefinition? enumType)
    {
        if (parameter.GetDefaultValue() is not { IsNil: false } constant)
            return null;
        var value = Value(constant);
        if (enumType is { } e && value is not null && Members(e).FirstOrDefault(m => Equals(m.Value, value)).Name is { } member)
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
