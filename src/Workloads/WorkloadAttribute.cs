namespace Threadmill;

/// <summary>
/// Makes a public static method, or a public class with one <see cref="OperationAttribute"/> method, a workload.
/// The signature is the schema: parameter names, types, defaults and XML docs are what a user of the tool sees.
/// </summary>
/// <param name="name">The full name, such as <c>cpu.primes</c>; without one it is <c>class.method</c> in kebab-case.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, Inherited = false)]
public sealed class WorkloadAttribute(string? name = null) : Attribute
{
    /// <summary>The full name as given, or null.</summary>
    public string? Name { get; } = name;

    /// <summary>One line that says what the workload does; used where the plugin ships no XML documentation file.</summary>
    public string? Description { get; set; }
}
