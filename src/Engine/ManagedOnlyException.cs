namespace Threadmill.Engine;

/// <summary>
/// Thrown by the tool as native code where only managed code can go on, which knows every type and can run plugins: the tool
/// then begins anew as that. Thrown before anything is written or started.
/// </summary>
public sealed class ManagedOnlyException : Exception;
