namespace Threadmill;

/// <summary>
/// Marks a public parameterless method that verifies an invariant and fails by throwing or by returning false.
/// On a shared object it runs once, after all threads of the group have ended; on a workload class it runs on each
/// thread before <see cref="IDisposable.Dispose"/>. A failed check makes the tool exit with 5.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CheckAttribute : Attribute;
