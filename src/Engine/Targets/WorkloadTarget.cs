using System.Collections.Immutable;
using System.Reflection;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Targets;

/// <summary>
/// A target that keeps the contract: a static <c>[Workload]</c> method, or a <c>[Workload]</c> class with one
/// <c>[Operation]</c>. A class's constructor parameters come first, then its operation's; a shared object's constructor
/// takes the keywords of its own parameters' names.
/// </summary>
public sealed class WorkloadTarget(string name, string pluginPath, Type type, MethodInfo method) : Target(name, pluginPath)
{
    /// <summary>The method that is called, static or an operation.</summary>
    public MethodInfo Method { get; } = method;

    /// <exception cref="ProblemException">The class breaks the contract; says how.</exception>
    public static WorkloadTarget OfClass(string name, string pluginPath, Type type)
    {
        var operations = type.GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(m => m.IsDefined(typeof(OperationAttribute))).ToArray();
        return operations is [var operation]
            ? new WorkloadTarget(name, pluginPath, type, operation)
            : throw new ProblemException(Problem.Unavailable(
                $"workload '{name}' in {pluginPath}: class {type.FullName} has {operations.Length} [Operation] methods; it must have one"));
    }

    /// <exception cref="ProblemException">There is no such method; the file has changed since it was read.</exception>
    public static WorkloadTarget OfMethod(string name, string pluginPath, Type type, string method)
    {
        var found = type.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.Name == method && m.IsDefined(typeof(WorkloadAttribute))).ToArray();
        return found is [var only]
            ? new WorkloadTarget(name, pluginPath, type, only)
            : throw new ProblemException(Problem.Unavailable(
                $"workload '{name}' in {pluginPath}: {type.FullName}.{method} must be one public static method"));
    }

    public override BoundTarget? Bind(Arguments arguments, InstanceScope? instance, List<Problem> problems)
    {
        var constructor = Method.IsStatic ? null : OnlyConstructor(type, problems);
        if (!Method.IsStatic && constructor is null)
            return null;
        return new CallBinding(Name, constructor, Method, arguments).Bind(problems) is not { } call ? null : new BoundTarget
        {
            Name = Name,
            PluginPath = PluginPath,
            Method = Method,
            MethodArguments = call.MethodSources,
            Recipe = constructor is null ? null : new ObjectRecipe
            {
                Type = type,
                Constructor = constructor,
                Arguments = call.ConstructorSources,
                Checks = CheckMethods.Of(type),
            },
            Instance = Method.IsStatic ? null : InstanceScope.Thread,
            Kwargs = call.Kwargs,
            Remarks = instance is null or InstanceScope.Thread ? [] : [new(false, "instance", $"{Name} is a workload: it says itself what its group shares, and --instance has no effect on it")],
        };
    }
}
