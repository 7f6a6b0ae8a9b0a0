namespace Threadmill.Engine;

/// <summary>Something the user should know that stops nothing.</summary>
public sealed record Remark(bool IsWarning, string Code, string Message);
