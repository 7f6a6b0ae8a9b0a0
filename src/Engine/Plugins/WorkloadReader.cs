using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Plugins;

/// <summary>Finds the workloads of one assembly and describes them: names, parameters, defaults, texts.</summary>
internal sealed class WorkloadReader(MetadataReader reader, AttributeReader attributes, XmlDocs docs)
{
    private const string Contract = "Threadmill.";
    private readonly ParameterReader parameters = new(reader, attributes, docs);

    public IEnumerable<WorkloadDescription> All()
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

    private WorkloadDescription OfMethod(string type, MethodDefinition method)
    {
        var methodName = reader.GetString(method.Name);
        var id = $"M:{type.Replace('+', '.')}.{methodName}";
        return new WorkloadDescription
        {
            Name = NameOf(method.GetCustomAttributes()) ?? WorkloadDescription.DefaultName(type, methodName),
            Type = type,
            Method = methodName,
            Summary = docs.Summary(id) ?? TextOf(method.GetCustomAttributes()),
            Returns = docs.Returns(id),
            Parameters = [.. parameters.Of(method, [id])],
        };
    }

    private WorkloadDescription OfClass(TypeDefinitionHandle handle, TypeDefinition type)
    {
        var typeName = SignatureNames.NameOf(reader, handle);
        var id = typeName.Replace('+', '.');
        var methods = type.GetMethods().Select(reader.GetMethodDefinition).ToArray();
        var constructors = methods.Where(m => reader.GetString(m.Name) == ".ctor" && (m.Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public).ToArray();
        var operations = methods.Where(m => attributes.Has(m.GetCustomAttributes(), Contract + nameof(OperationAttribute))).ToArray();
        var name = NameOf(type.GetCustomAttributes()) ?? WorkloadDescription.DefaultName(typeName, null);
        var operationIds = operations.Select(o => $"M:{id}.{reader.GetString(o.Name)}").ToArray();
        string[] ids = [$"M:{id}.#ctor", $"T:{id}", .. operationIds];
        return new WorkloadDescription
        {
            Name = name,
            Type = typeName,
            Summary = docs.Summary($"T:{id}") ?? TextOf(type.GetCustomAttributes()),
            Returns = operationIds.Select(docs.Returns).FirstOrDefault(r => r is not null),
            Parameters = [.. constructors.Concat(operations).SelectMany(m => parameters.Of(m, ids))],
        };
    }

    private string? NameOf(CustomAttributeHandleCollection all) => attributes.Text(all, Contract + nameof(WorkloadAttribute));

    private string? TextOf(CustomAttributeHandleCollection all) =>
        attributes.Named(all, Contract + nameof(WorkloadAttribute), nameof(WorkloadAttribute.Description));
}
