namespace Threadmill;

/// <summary>
/// Marks the one method of a workload class that is called and timed. Its return value is consumed, so that the
/// compiler cannot remove the work. Construction and disposal of the class are not timed.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OperationAttribute : Attribute;
