using System.Reflection;
using System.Reflection.Metadata;
using static System.Reflection.MethodAttributes;

namespace Threadmill.Engine.Plugins;

/// <param name="Workload">The name of the one that cannot be run for it; null: what there is can be run all the same.</param>
internal sealed record AuthorMistake(string? Workload, string Text)
{
    public override string ToString() => Workload is null ? Text : $"workload '{Workload}': {Text}";
}

/// <summary>What the author of a plugin got wrong, told from metadata: each would fail at the first run, or never be called.</summary>
internal sealed class AuthorMistakes
{
    private const string Contract = "Threadmill.";
    private readonly MetadataReader reader;
    private readonly AttributeReader attributes;
    private readonly ParameterMistakes parameters;
    private readonly SignatureNames names = new();

    public AuthorMistakes(MetadataReader reader, AttributeReader attributes)
    {
        this.reader = reader;
        this.attributes = attributes;
        parameters = new ParameterMistakes(reader, attributes);
    }

    public IEnumerable<AuthorMistake> All()
    {
        var types = reader.TypeDefinitions.Select(h => (Handle: h, Type: reader.GetTypeDefinition(h))).ToArray();
        var mistakes = types.SelectMany(t => OfType(t.Handle, t.Type)).ToList();
        // What is shared is known only when all workloads were looked at.
        mistakes.AddRange(types.SelectMany(t => ChecksOf(t.Handle, t.Type)).Select(m => new AuthorMistake(null, m)));
        return mistakes.Distinct();
    }

    private IEnumerable<AuthorMistake> OfType(TypeDefinitionHandle handle, TypeDefinition type)
    {
        var typeName = SignatureNames.NameOf(reader, handle);
        var methods = type.GetMethods().Select(reader.GetMethodDefinition).ToArray();
        var operations = methods.Where(m => Has(m, nameof(OperationAttribute))).ToArray();
        var isWorkload = attributes.Has(type.GetCustomAttributes(), Contract + nameof(WorkloadAttribute));
        if (!isWorkload)
        {
            foreach (var operation in operations)
                yield return new(null, $"{typeName}.{NameOf(operation)} is an [Operation], but {typeName} is not a [Workload]: it is never called");
        }
        else
        {
            var workload = attributes.Text(type.GetCustomAttributes(), Contract + nameof(WorkloadAttribute)) ?? WorkloadDescription.DefaultName(typeName, null);
            foreach (var mistake in OfClass(typeName, handle, type, methods, operations))
                yield return new(workload, mistake);
        }
        foreach (var method in methods.Where(m => Has(m, nameof(WorkloadAttribute))))
        {
            var workload = attributes.Text(method.GetCustomAttributes(), Contract + nameof(WorkloadAttribute)) ?? WorkloadDescription.DefaultName(typeName, NameOf(method));
            var isCallable = method.Attributes.HasFlag(Static) && IsPublic(method) && IsVisible(handle);
            if (!isCallable)
                yield return new(workload, $"{typeName}.{NameOf(method)} must be public and static, in a public class");
            foreach (var mistake in OfCalled(typeName, method))
                yield return new(workload, mistake);
        }
    }

    private IEnumerable<string> OfClass(string name, TypeDefinitionHandle handle, TypeDefinition type, MethodDefinition[] methods, MethodDefinition[] operations)
    {
        var constructors = methods.Where(m => NameOf(m) == ".ctor" && IsPublic(m)).ToArray();
        if (!IsVisible(handle))
            yield return $"class {name} must be public";
        if (type.Attributes.HasFlag(TypeAttributes.Abstract))
            yield return $"class {name} must be neither abstract nor static";
        if (type.GetGenericParameters().Count > 0)
            yield return $"class {name} must not be generic: nobody could say of what";
        if (operations.Length != 1)
            yield return $"class {name} has {operations.Length} [Operation] methods{(operations.Length == 0 ? "" : $" ({string.Join(", ", operations.Select(NameOf))})")}; it must have one";
        if (constructors.Length != 1 && !type.Attributes.HasFlag(TypeAttributes.Abstract))
            yield return $"class {name} has {constructors.Length} public constructors; it must have one";
        foreach (var operation in operations)
        {
            if (!IsPublic(operation) || operation.Attributes.HasFlag(Static))
                yield return $"[Operation] {name}.{NameOf(operation)} must be public and not static";
            foreach (var mistake in OfCalled(name, operation))
                yield return mistake;
        }
        foreach (var mistake in constructors.SelectMany(parameters.Of))
            yield return mistake;
    }

    private IEnumerable<string> OfCalled(string type, MethodDefinition method)
    {
        if (method.GetGenericParameters().Count > 0)
            yield return $"{type}.{NameOf(method)} must not be generic: nobody could say of what";
        if (method.DecodeSignature(names, null).ReturnType == "void" && attributes.Has(method.GetCustomAttributes(), "System.Runtime.CompilerServices.AsyncStateMachineAttribute"))
            yield return $"{type}.{NameOf(method)} is async void: nobody can await its end; let it return a Task";
        foreach (var mistake in parameters.Of(method))
            yield return mistake;
    }

    private IEnumerable<string> ChecksOf(TypeDefinitionHandle handle, TypeDefinition type)
    {
        var name = SignatureNames.NameOf(reader, handle);
        foreach (var check in type.GetMethods().Select(reader.GetMethodDefinition).Where(m => Has(m, nameof(CheckAttribute))))
        {
            if (!IsPublic(check) || check.Attributes.HasFlag(Static))
                yield return $"[Check] {name}.{NameOf(check)} must be public and not static: it is never run";
            if (check.DecodeSignature(names, null).ParameterTypes.Length > 0)
                yield return $"[Check] {name}.{NameOf(check)} must take no parameters: it is never run";
            if (!type.Attributes.HasFlag(TypeAttributes.Abstract) && !parameters.Shared.Contains(name) && !attributes.Has(type.GetCustomAttributes(), Contract + nameof(WorkloadAttribute)))
                yield return $"[Check] {name}.{NameOf(check)} is never run: {name} is neither a [Workload] nor [Shared] by one";
        }
    }

    private bool Has(MethodDefinition method, string attribute) => attributes.Has(method.GetCustomAttributes(), Contract + attribute);

    private string NameOf(MethodDefinition method) => reader.GetString(method.Name);

    private static bool IsPublic(MethodDefinition method) => (method.Attributes & MemberAccessMask) == Public;

    /// <summary>Public, and all types around it too.</summary>
    private bool IsVisible(TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        return (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NestedPublic => IsVisible(type.GetDeclaringType()),
            _ => false,
        };
    }
}
