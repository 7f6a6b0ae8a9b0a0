namespace Plugins.Tests;

/// <summary>A test of what only Unix systems have.</summary>
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = UnixOnly.Reason;
}

/// <summary>The same with data.</summary>
public sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute() => Skip = UnixOnly.Reason;
}

internal static class UnixOnly
{
    /// <summary>Null where it runs.</summary>
    public static string? Reason => OperatingSystem.IsWindows() ? "uses the commands of a Unix system" : null;
}
