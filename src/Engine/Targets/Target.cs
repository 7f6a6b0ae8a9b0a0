using System.Reflection;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Targets;

/// <summary>What a thread can call, found and loaded but without arguments yet.</summary>
public abstract class Target(string name, string pluginPath)
{
    /// <summary>What unnamed threads are called after: the workload's name or <c>Type.Method</c>.</summary>
    public string Name { get; } = name;

    public string PluginPath { get; } = pluginPath;

    /// <summary>Finds a value for every parameter; null if that failed, with every reason added to <paramref name="problems"/>.</summary>
    /// <param name="instance">Who is to share the object that is called on; null: as the kind of target wants it.</param>
    public abstract BoundTarget? Bind(Arguments arguments, InstanceScope? instance, List<Problem> problems);

    protected ConstructorInfo? OnlyConstructor(Type type, List<Problem> problems)
    {
        var constructors = type.GetConstructors();
        if (constructors is [var only])
            return only;
        problems.Add(Problem.Unavailable(type.IsAbstract
            ? $"{Name}() cannot be called: {type.FullName} is abstract"
            : $"{Name}() cannot be called: {type.FullName} has {constructors.Length} public constructors; one is wanted"));
        return null;
    }
}
