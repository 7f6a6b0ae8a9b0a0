using System.Reflection;

namespace Threadmill.Engine.Targets;

/// <summary>The <c>[Check]</c> methods of a type: public, without parameters, failing by throwing or by returning false.</summary>
public static class CheckMethods
{
    public static IReadOnlyList<MethodInfo> Of(Type type) =>
        [.. type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(m => m.IsDefined(typeof(CheckAttribute)) && m.GetParameters().Length == 0)];

    /// <summary>Runs one check on the calling thread; what the method throws comes through unwrapped.</summary>
    /// <exception cref="CheckFailedException">The method returned false.</exception>
    public static void Run(MethodInfo check, object instance)
    {
        if (check.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, null, null) is false)
            throw new CheckFailedException($"check {check.DeclaringType?.Name}.{check.Name} returned false");
    }
}

/// <summary>A check said no without an exception of its own.</summary>
public sealed class CheckFailedException(string message) : Exception(message);
