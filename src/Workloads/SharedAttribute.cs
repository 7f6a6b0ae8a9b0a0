namespace Threadmill;

/// <summary>
/// Marks a parameter whose object is made once for a group of threads, on the group's first thread after it was pinned,
/// and is given to all of them. The object's own constructor takes the keyword arguments of the same names.
/// If it is <see cref="IDisposable"/>, it is disposed once, after all threads of the group have ended.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class SharedAttribute : Attribute;
